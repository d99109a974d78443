"""The registry of features: names, what each fills, and that the engine finds them all."""

import pytest

from app import analysis
from app.analysis.engines.spectral.features import WRITERS
from app.core.errors import InvalidInput


def test_the_engine_finds_every_feature_of_the_registry_and_no_other() -> None:
    assert set(WRITERS) == {feature.name for feature in analysis.FEATURES}


def test_every_field_belongs_to_one_feature_and_is_part_of_an_analysis() -> None:
    fields = [name for feature in analysis.FEATURES for name in feature.fields]
    assert len(fields) == len(set(fields))
    about = {"schema_version", "engine", "engine_version", "versions", "duration_seconds"}
    about |= {"stems", "separation_id", "frames", "elapsed_seconds"}
    whole = set(analysis.TrackAnalysis.model_fields) - about
    assert set(fields) == whole


def test_no_name_means_all_and_the_order_is_that_of_the_registry() -> None:
    assert analysis.find_features([]) == analysis.FEATURES
    found = analysis.find_features(["key", "tempo", "key"])
    assert [feature.name for feature in found] == ["tempo", "key"]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["tempo", "bogus"], "No analysis finds 'bogus'. There are: tempo, key, "),
        (["kye", "tempp"], "No analysis finds 'kye', 'tempp'. Did you mean 'key' and 'tempo'?"),
    ],
)
def test_unknown_names_are_all_listed_with_what_was_meant(names: list[str], sentence: str) -> None:
    with pytest.raises(InvalidInput) as told:
        analysis.find_features(names)
    assert str(told.value).startswith(sentence)
