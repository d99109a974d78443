"""The command line: a door that draws on the terminal, and speaks JSON Lines to programs.

Results go to standard output, and with ``--json`` nothing but one JSON object per line does.
Progress, sentences and errors go to standard error.

==== ===========================================================
exit means
==== ===========================================================
0    all went well
1    something unexpected went wrong
2    wrong usage, or a setting that cannot be used
3    bad input, such as a file that is no audio
4    not found
5    a conflict with the present state
6    something needed is missing or does not answer
7    the disk refused
8    cancelled
9    an engine crashed
130  interrupted (Ctrl-C or SIGTERM); work was given back
141  whoever read the output went away
==== ===========================================================

With several files the others are still done, and the first failure decides.
"""
