"""Each export format is loaded with the tool that it is for."""

from __future__ import annotations

import csv
import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mmkg.app.cli import main
from mmkg.dataset.exports.form import Material, Options, all_formats, export, find_format
from mmkg.dataset.exports.material import read_material
from mmkg.dataset.exports.words import evidence_text
from mmkg.dataset.sample import Sample
from mmkg.dataset.shown import shown
from mmkg.runtime.errors import InputError, UsageError

CORPUS = Path(__file__).parents[3] / "examples" / "corpus"
FORMATS = ["messages", "sharegpt", "query-response", "alpaca", "dpo", "verl", "environment"]
FORMATS += ["trajectories", "vision", "hf", "parquet", "csv"]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session on one PDF; tests must not change it."""
    folder = tmp_path_factory.mktemp("runs") / "orbits"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MMKG_CACHE", str(tmp_path_factory.mktemp("cache")))
        arguments = ["run", str(CORPUS / "orbits.pdf"), "--offline", "--accept", "12"]
        assert main([*arguments, "--out", str(folder)]) in (0, 3)
    return folder


@pytest.fixture(scope="module")
def material(session: Path) -> Material:
    return read_material(session)


def exported(material: Material, name: str, folder: Path, options: Options | None = None) -> Path:
    form = find_format(name)
    to = folder / f"{name}{form.suffix}"
    assert export(material, form, to, options or Options()) > 0
    return to


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def imported(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.parent.name + file.stem, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_formats_are_there():
    assert set(all_formats()) == set(FORMATS)


@pytest.mark.parametrize("name", ["messages", "alpaca", "dpo"])
def test_datasets_loads_the_lines(material: Material, tmp_path: Path, name: str):
    datasets = pytest.importorskip("datasets")
    file = exported(material, name, tmp_path)
    loaded = datasets.load_dataset(
        "json", data_files=str(file), split="train", cache_dir=str(tmp_path / "cache")
    )
    written = [record["provenance"]["id"] for record in lines(file)]
    assert [one["id"] for one in loaded["provenance"]] == written
    if name != "dpo":  # a name that nothing resembles has no near miss
        assert written == [sample.id for sample in material.samples]
    json.loads(loaded[0]["provenance"]["derivation"])


def test_messages_are_conversations_and_hold_what_was_asked_for(material: Material, tmp_path: Path):
    full = lines(exported(material, "messages", tmp_path))
    bare = lines(exported(material, "messages", tmp_path, Options(evidence=False, steps=False)))
    for sample, long, short in zip(material.samples, full, bare, strict=True):
        assert [message["role"] for message in long["messages"]] == ["user", "assistant"]
        assert long["messages"][0]["content"].endswith(short["messages"][0]["content"])
        assert sample.steps[0].text in long["messages"][1]["content"]
        assert "\n" not in short["messages"][1]["content"]


def test_where_evidence_stands_tells_nothing_of_the_answer_and_is_recorded(
    material: Material, tmp_path: Path
):
    sample = max(material.samples, key=lambda sample: len(sample.evidence))
    ids = [item.id for item in sample.evidence]
    many = [shown(sample.model_copy(update={"id": f"s{n}"})) for n in range(300)]
    last = Counter(order[-1].id for order in many)
    assert all(sorted(item.id for item in order) == sorted(ids) for order in many)
    assert max(last.values()) < 2.5 * 300 / len(ids)
    records = lines(exported(material, "messages", tmp_path))
    record = next(one for one in records if one["provenance"]["id"] == sample.id)
    recorded = [item["id"] for item in record["provenance"]["evidence"]]
    assert recorded == [item.id for item in shown(sample)] != ids
    texts = [f"- {evidence_text(item, sample.language)}" for item in shown(sample)]
    told = record["messages"][0]["content"].splitlines()
    assert [line for line in told if line in texts] == texts


def test_trl_takes_messages_and_preferences_for_conversations(material: Material, tmp_path: Path):
    trl = pytest.importorskip("trl.data_utils")
    for name in ("messages", "dpo"):
        assert all(map(trl.is_conversational, lines(exported(material, name, tmp_path))))


def test_llama_factory_finds_the_columns_in_dataset_info(material: Material, tmp_path: Path):
    for name in ("messages", "sharegpt", "alpaca", "query-response"):
        exported(material, name, tmp_path)
    info = json.loads((tmp_path / "dataset_info.json").read_text())
    assert set(info) == {"messages", "sharegpt", "alpaca", "query-response"}
    for entry in info.values():
        first = lines(tmp_path / entry["file_name"])[0]
        assert set(entry["columns"].values()) <= set(first)
    tags = info["messages"]["tags"]
    turn = lines(tmp_path / "messages.jsonl")[0]["messages"][0]
    assert turn[tags["role_tag"]] == tags["user_tag"] and tags["content_tag"] in turn


def test_preferences_have_a_wrong_answer_that_looks_like_the_right_one(
    material: Material, tmp_path: Path
):
    from mmkg.dataset.answers.compare import is_right

    answers = {sample.id: sample.answer for sample in material.samples}
    for record in lines(exported(material, "dpo", tmp_path)):
        gold = answers[record["provenance"]["id"]]
        assert is_right(record["chosen"][0]["content"], gold)
        assert not is_right(record["rejected"][0]["content"], gold)
        assert record["rejected_is"].startswith(("computed: ", "the opposite", "a model"))


def test_verl_has_its_columns_and_the_reward_tells_right_from_wrong(
    material: Material, tmp_path: Path
):
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(exported(material, "verl", tmp_path)).to_pylist()
    reward = imported(tmp_path / "verl_reward.py").compute_score
    wanted = {"data_source", "prompt", "ability", "reward_model", "extra_info"}
    for sample, row in zip(material.samples, table, strict=True):
        assert set(row) == wanted and row["reward_model"]["style"] == "rule"
        truth = row["reward_model"]["ground_truth"]
        unit = f" {sample.answer.unit}" if sample.answer.unit else ""
        said = f"<think>hm</think>The answer is {sample.answer.value}{unit}"
        assert reward(row["data_source"], said, truth, row["extra_info"]) == 1.0
        assert reward(row["data_source"], "Answer: no idea", truth, extra_info=None) == 0.0


def test_the_environment_can_be_imported_searched_and_solved(material: Material, tmp_path: Path):
    folder = exported(material, "environment", tmp_path)
    env = imported(folder / "__init__.py")
    tasks, answers = env.tasks(), {sample.id: sample.answer for sample in material.samples}
    assert all(set(task) == {"id", "question"} for task in tasks)
    found = env.TOOLS["search"]("Orbits of four small bodies").splitlines()
    carrier = next(line for line in found if ":table:" in line).split(" ")[0]
    assert "2.77" in env.TOOLS["read"](carrier)
    assert env.TOOLS["calculate"]("2 * 3") == "6"
    assert env.check(tasks[0]["id"], f"Answer: {answers[tasks[0]['id']].value}")
    assert not env.check(tasks[0]["id"], "Answer: nothing of the kind")


def test_vision_messages_name_images_that_are_there(material: Material, tmp_path: Path):
    from PIL import Image

    folder = exported(material, "vision", tmp_path)
    for record in lines(folder / "messages.jsonl"):
        parts = record["messages"][0]["content"]
        assert [part["type"] for part in parts] == ["image"] * len(record["images"]) + ["text"]
        for image in record["images"]:
            with Image.open(folder / image) as picture:
                assert min(picture.size) > 10


def test_a_hugging_face_folder_loads_with_its_card(material: Material, tmp_path: Path):
    datasets = pytest.importorskip("datasets")
    whole = Material({"train": material.parts["train"][2:], "test": material.parts["train"][:2]})
    folder = exported(whole, "hf", tmp_path, Options(licence="CC BY 4.0: ours"))
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert (len(loaded["train"]), len(loaded["test"])) == (len(whole.parts["train"]), 2)
    card = (folder / "README.md").read_text("utf-8")
    assert 'license_name: "CC BY 4.0: ours"' in card
    assert all(f"| `{name}` |" in card for name in loaded["train"].column_names)


def test_parquet_and_csv_hold_a_row_a_sample(material: Material, tmp_path: Path):
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(exported(material, "parquet", tmp_path))
    with exported(material, "csv", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert table.column_names == list(rows[0])
    assert table.column("id").to_pylist() == [row["id"] for row in rows]
    assert json.loads(rows[0]["steps"]) == table.column("steps").to_pylist()[0]


def test_a_cell_of_a_csv_runs_no_formula(material: Material, tmp_path: Path):
    sample = material.samples[0].model_copy(update={"question": "=HYPERLINK(1)"})
    file = exported(Material({"train": (sample,)}), "csv", tmp_path)
    with file.open(encoding="utf-8", newline="") as rows:
        assert next(csv.DictReader(rows))["question"] == "'=HYPERLINK(1)"


def test_trajectories_tell_how_a_draft_was_mended(session: Path, tmp_path: Path):
    from mmkg.dataset.sample import Finding, Verdict
    from mmkg.runtime.events import DRAFT, Noted
    from mmkg.runtime.ledger import Ledger

    sample = next(iter(read_material(session).samples))
    failed = Finding(check="leak", passed=False, why="the question gives the answer away")
    verdicts = (Verdict(attempt=1, findings=(failed,)), *sample.verdicts)
    mended = sample.model_copy(update={"verdicts": verdicts})
    (tmp_path / "s").mkdir()
    with Ledger.open(tmp_path / "s" / "ledger.sqlite", create=True) as ledger:
        detail = {"plan": sample.id.rsplit("-", 1)[-1], "question": "Why is it 3 AU?"}
        ledger.record(Noted(text=DRAFT, detail=detail, sample=sample.id, attempt=1))
    file = exported(Material({"train": (mended,)}, tmp_path / "s"), "trajectories", tmp_path)
    (record,) = lines(file)
    assert [m["role"] for m in record["messages"]] == (
        ["system", "user", "assistant", "user", "assistant"]
    )
    assert record["messages"][-3]["content"] == "Why is it 3 AU?"
    assert record["messages"][-2]["content"] == "leak: the question gives the answer away"
    assert record["messages"][-1]["content"] == sample.question


def test_nothing_to_export_is_an_error_and_leaves_no_file(
    session: Path, tmp_path: Path, material: Material
):
    empty = Material({"train": ()})
    with pytest.raises(InputError, match="no accepted samples"):
        export(empty, find_format("messages"), tmp_path / "m.jsonl", Options())
    first = [s for s in material.samples if len(s.verdicts) == 1][:1]
    with pytest.raises(InputError, match="trajectories: no accepted sample was mended"):
        export(
            Material({"train": (first[0],)}), find_format("trajectories"), tmp_path / "t", Options()
        )
    assert not list(tmp_path.iterdir())


def test_an_unknown_format_names_those_there_are():
    with pytest.raises(UsageError, match="no export format 'arrow'.*messages"):
        find_format("arrow")


def test_a_sample_of_a_newer_format_is_refused_with_its_line(session: Path, tmp_path: Path):
    line = json.loads((session / "samples.jsonl").read_text("utf-8").splitlines()[0])
    newer = tmp_path / "newer.jsonl"
    newer.write_text(json.dumps(line | {"format": Sample.model_fields["format"].default + 1}))
    with pytest.raises(InputError, match="line 1: is of format"):
        read_material(newer)


def test_export_lists_its_formats_and_writes_one(
    session: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["export", "--list"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in FORMATS)
    to = tmp_path / "a.jsonl"
    assert (
        main(["export", str(session), "--format", "alpaca", "--no-evidence", "--to", str(to)]) == 0
    )
    assert lines(to)[0]["input"] == ""
    assert main(["export", str(session), "--format", "nope"]) == 2
    assert "there is no export format 'nope'" in capsys.readouterr().err
