"""Selection, splits and contamination."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mmkg.app.cli import main
from mmkg.dataset.contamination import contamination
from mmkg.dataset.own_texts import read_texts
from mmkg.dataset.sample import Sample
from mmkg.dataset.select import Wanted, duplicates, entities, select
from mmkg.dataset.split import overlap, split
from mmkg.runtime.errors import InputError

Make = Callable[..., Sample]
THINGS = ["Vega", "Altair", "Deneb", "Rigel", "Spica", "Mira", "Atlas", "Maia", "Castor", "Pollux"]
LONG = "Which mass in kilograms does the second table of the survey list for the star called {}{}"


def test_a_repeat_in_almost_the_same_words_is_dropped_and_a_sibling_is_not(sample_of: Make):
    first = sample_of(1, "Vega", question=LONG.format("Vega", "?"))
    repeat = sample_of(2, "Vega", question=LONG.format("Vega", ", please?"))
    sibling = sample_of(3, "Altair", question=LONG.format("Altair", "?"))
    other_answer = sample_of(4, "Vega", mass="136", question=LONG.format("Vega", "?"))
    assert duplicates([first, repeat, sibling, other_answer]) == {"s00002": "repeats s00001"}


def test_the_best_come_first_and_quotas_hold(sample_of: Make):
    samples = [
        sample_of(n, THINGS[n % 10], task=f"task {n % 2}", scores={"novelty": n / 20})
        for n in range(20)
    ]
    chosen = select(samples, Wanted(6, {"task": 4}, {"novelty": 1.0})).chosen
    assert len(chosen) == 6
    assert max(sum(s.task == f"task {n}" for s in chosen) for n in (0, 1)) <= 4
    assert min(s.scores["novelty"] for s in chosen) > 0.5
    assert [s.id for s in chosen] == sorted(s.id for s in chosen)


def test_among_equals_what_is_rare_is_chosen(sample_of: Make):
    common = [sample_of(n, "Vega") for n in range(9)]
    rare = sample_of(9, "Mira", document="b", task="multi_table")
    assert rare in select([*common, rare], Wanted(3)).chosen


def test_a_selection_is_the_same_every_time(sample_of: Make):
    samples = [
        sample_of(n, THINGS[n % 10], scores={"novelty": n % 7 / 7, "hops": n % 3})
        for n in range(60)
    ]
    wanted = Wanted(20, {"entity": 3}, {"novelty": 1.0, "hops": 0.5})
    assert select(samples, wanted) == select(samples, wanted)


def test_what_a_question_is_about_is_its_rows_and_answer_not_its_measures(sample_of: Make):
    assert entities(sample_of(1, "Vega")) == {"vega"}


def test_train_and_test_share_neither_document_nor_thing(sample_of: Make):
    samples = [sample_of(n, THINGS[n // 2], document="abcde"[n // 4]) for n in range(20)]
    found = split(samples, 0.2)
    assert found.overlap == {"document": 0, "entity": 0} and not found.aside
    assert len(found.parts["test"]) == 4 and len(found.parts["train"]) == 16
    assert split(samples, 0.2).parts == found.parts


def test_where_all_hangs_together_the_samples_between_are_put_aside_and_counted(sample_of: Make):
    samples = [sample_of(n, f"star {n % 20}", document="abcdefghij"[n % 10]) for n in range(40)]
    two = sample_of(98, "star 3", document="a")
    bridge = two.model_copy(update={"id": "bridge", "sources": (*two.sources, *samples[1].sources)})
    chain = [
        s.model_copy(update={"id": f"c{n}", "sources": (*s.sources, *samples[n + 1].sources)})
        for n, s in enumerate(samples[:9])
    ]
    found = split([*samples, bridge, *chain], 0.3)
    assert found.largest == 1.0 and found.aside
    assert all(found.parts.values()) and found.overlap == {"document": 0, "entity": 0}
    assert sum(map(len, found.parts.values())) + len(found.aside) == 50
    assert "put aside" in found.note


def test_overlap_counts_what_both_parts_have(sample_of: Make):
    one, two = sample_of(1, "Vega", "a"), sample_of(2, "Vega", "b")
    assert overlap({"train": [one], "test": [two]}) == {"document": 0, "entity": 1}


def test_a_question_of_a_benchmark_is_found_by_its_words_or_its_meaning(
    sample_of: Make, tmp_path: Path
):
    bench = tmp_path / "bench.jsonl"
    asked = LONG.format("Vega", "?")
    chat = {"messages": [{"role": "user", "content": "How heavy is the star Mira in survey 7"}]}
    bench.write_text(json.dumps({"question": asked, "answer": "1"}) + "\n" + json.dumps(chat))
    copied = sample_of(1, "Vega", question="Please: " + asked)
    alike = sample_of(7, "Mira", question="How heavy is the star Mira in the survey 7?")
    own = sample_of(3, "Rigel", question="By how much does Rigel outweigh Spica?")
    found = contamination([copied, alike, own], [bench])
    assert set(found.found) == {"s00001", "s00007"}
    assert "bench.jsonl (2 texts)" in found.note


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("b.jsonl", b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "is no text"),
        ("b.txt", b"a\x00b", "is no text"),
        ("b.jsonl", b'{"question": "a"}\n{"question": ', "line 2: is no JSON"),
        ("b.json", b"[]", "holds no texts"),
        ("b.parquet", b"PAR1 but no", "is no Parquet file"),
    ],
)
def test_a_benchmark_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, data: bytes, said: str
):
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(InputError, match=said):
        read_texts(file)


def test_select_writes_splits_that_export_reads(
    sample_of: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    samples = [sample_of(n, THINGS[n // 2], document="abcde"[n // 4]) for n in range(20)]
    file = tmp_path / "samples.jsonl"
    file.write_text("\n".join(sample.model_dump_json() for sample in samples))
    to = tmp_path / "final"
    assert main(["select", str(file), "--test", "0.2", "--to", str(to), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["parts"] == {"train": 16, "test": 4}
    assert told["overlap"] == {"document": 0, "entity": 0}
    assert main(["export", str(to), "--format", "hf", "--to", str(tmp_path / "hf")]) == 0
    assert {f.name for f in (tmp_path / "hf" / "data").iterdir()} == {
        "train.parquet",
        "test.parquet",
    }


def test_a_wrong_quota_is_bad_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "samples.jsonl"
    file.write_text("")
    assert main(["select", str(file), "--quota", "colour=3"]) == 2
    assert "'colour' is none of task, document" in capsys.readouterr().err
    assert main(["select", str(file), "--quota", "task=many"]) == 2
    assert main(["select", str(file)]) == 2
    assert "no accepted samples to select from" in capsys.readouterr().err
