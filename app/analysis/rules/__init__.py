"""Pure functions of the analysis: samples and features in, musical facts out."""
