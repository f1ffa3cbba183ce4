"""Task files: what is refused when they are read, and what a user may add."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmkg.graph.task import TaskError, load_tasks

GOOD = """\
name: rankings
carriers: {table: 1}
hops: {least: 1, most: 2}
answers: [text]
operations: [reading, listings]
patterns: [table_ranked]
description: Rankings only.
"""
BENCH = {"Entity", "STSC", "STMC", "MT", "MTMC", "MC", "SFSC", "SFMC", "MF", "MFMC"}
BENCH |= {"SISC", "SIMC", "MI", "MIMC", "STSI", "STSF", "SISF"}


def test_the_32_tasks_of_the_reference_are_there_17_of_them_the_benchmarks():
    tasks = load_tasks()
    assert len(tasks) >= 32
    assert {task.bench for task in tasks.values() if task.bench} == BENCH


def test_a_users_task_joins_ours(tmp_path: Path):
    (tmp_path / "rankings.yaml").write_text(GOOD, "utf-8")
    assert load_tasks([tmp_path])["rankings"].answers == ("text",)
    assert load_tasks([tmp_path / "rankings.yaml"])["rankings"].hops.most == 2


@pytest.mark.parametrize(
    ("instead", "by", "message"),
    [
        ("table: 1", "table: -1", "carriers.table"),
        ("table: 1", "tables: 1", "carriers.tables"),
        ("least: 1, most: 2", "least: 3, most: 2", "is more than most"),
        ("[text]", "[essay]", "answers.0"),
        ("[text]", "[]", "answers"),
        ("listings]", "magic]", "operations.1"),
        ("table_ranked", "table_rankt", "no pattern is called table_rankt"),
        ("name: rankings", "name: other", "name the file other.yaml"),
        ("name: rankings", "name: [", "this is no task"),
        ("description", "descriptoin", "description: Field required"),
    ],
)
def test_a_wrong_task_file_is_one_clear_line(tmp_path: Path, instead: str, by: str, message: str):
    (tmp_path / "rankings.yaml").write_text(GOOD.replace(instead, by), "utf-8")
    with pytest.raises(TaskError) as error:
        load_tasks([tmp_path])
    assert message in str(error.value) and "rankings.yaml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_taken_name_an_empty_folder_and_a_missing_one_are_refused(tmp_path: Path):
    with pytest.raises(TaskError, match="no task"):
        load_tasks([tmp_path])
    with pytest.raises(TaskError, match="no such task"):
        load_tasks([tmp_path / "gone"])
    (tmp_path / "entity.yaml").write_text(GOOD.replace("rankings", "entity"), "utf-8")
    with pytest.raises(TaskError, match="there is a task 'entity' already"):
        load_tasks([tmp_path])
