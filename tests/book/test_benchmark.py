"""The benchmark itself: it must notice what it is there to notice."""

import os

import numpy as np
import pytest

from tinynet.book import benchmark
from tinynet.book.benchmark import (
    PROCESSES,
    Digits,
    Job,
    Step,
    in_new_process,
    jobs,
    layers,
    memory,
    neuron,
    plain_layers,
    plain_neuron,
    ratio,
    taking_turns,
)

pytestmark = pytest.mark.reads()


def same(ours, theirs):
    for array, other in zip(ours(), theirs(), strict=True):
        np.testing.assert_allclose(array, other, rtol=1e-9, atol=1e-12)


def test_the_package_and_the_articles_programs_end_with_the_same_weights():
    same(neuron, plain_neuron)
    same(lambda: layers(5_000), lambda: plain_layers(5_000))


def test_three_programs_learn_the_digits_alike():
    digits = Digits(iterations=1_500)
    same(digits.weights, digits.plain_weights)
    (ours,), (library,) = digits.answers(), digits.library_answers()
    assert (ours == library).mean() > 0.98
    assert (ours == digits.targets.argmax(axis=1)).mean() > 0.98


def test_a_large_step_is_the_same_in_chunks_in_one_piece_and_bare():
    step = Step(rows=2_500)
    same(step.in_chunks, step.in_one_piece)
    same(step.in_chunks, step.bare)


def test_chunks_need_less_memory_and_the_measure_sees_it():
    step = Step(rows=20_000)
    assert memory(step.in_chunks) < 0.2 * memory(step.in_one_piece)
    assert memory(lambda: np.zeros(10**6)) == pytest.approx(8e6, rel=0.01)


def test_a_program_that_computes_something_else_is_not_measured():
    with pytest.raises(AssertionError):
        ratio(neuron, lambda: [np.zeros((3, 1))], pairs=1)


def test_a_program_that_returns_less_is_not_measured():
    with pytest.raises(ValueError, match="zip"):
        ratio(lambda: layers(9), lambda: layers(9)[:1], pairs=1)


def test_a_program_that_does_the_work_twice_is_found_to_be_slower():
    def twice():
        plain_neuron()
        return plain_neuron()

    found, _, _ = ratio(twice, plain_neuron, pairs=3)
    assert found > 1.4


def test_the_jobs_are_held_to_what_was_promised():
    promised = {
        "a neuron / the nine lines": 1.05,
        "two layers / the eleven lines": 1.25,
        "digits / a plain loop": 1.0,
        "digits / scikit-learn": 0.4,
        "a large step / BLAS alone": 2.0,
        "in chunks / in one piece": 1.0,
    }
    assert {j.name: j.at_most for j in jobs(Digits(), Step(rows=10))} == promised


@pytest.mark.parametrize(("at_most", "status"), [(100.0, 0), (0.01, 1)])
def test_the_bench_fails_when_a_job_takes_too_long(
    monkeypatch, capsys, tmp_path, at_most, status
):
    monkeypatch.setattr(benchmark, "Step", lambda: Step(rows=20_000))
    job = Job("a job", plain_neuron, neuron, at_most, 2)
    monkeypatch.setattr(benchmark, "jobs", lambda digits, step: [job])

    def here(program, *given):  # a new process would know nothing of the patches
        return program(*given)

    monkeypatch.setattr(benchmark, "in_new_process", here)
    assert benchmark.main(tmp_path) == status
    *progress, first, second = capsys.readouterr().out.splitlines()
    assert len(progress) == PROCESSES
    assert first.startswith("bench: a job: ")
    assert first.endswith(f"ms, {2 * PROCESSES} pairs)")
    assert ("good" in first) == (status == 0)
    assert second.startswith("bench: memory of that: 0.0")


def test_each_process_is_a_new_one():
    assert len({os.getpid(), in_new_process(os.getpid), in_new_process(os.getpid)}) == 3


def test_who_begins_takes_turns_too():
    begun = []

    def ours():
        begun.append("ours")
        return []

    def theirs():
        begun.append("theirs")
        return []

    taking_turns(ours, theirs, pairs=2)
    assert sorted(begun[:2]) == sorted(begun[2:]) == ["ours", "theirs"]
    assert begun[0] != begun[2]
