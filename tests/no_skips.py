"""A pytest plugin: a test that does not run has not passed. `make test` loads it in both environments."""

import pytest

_not_run: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test that was left out, or was expected to fail."""
    if report.skipped:
        _not_run.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note a whole file that was left out."""
    if report.skipped:
        _not_run.append(report.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name them."""
    for test in _not_run:
        terminalreporter.write_line(f"DID NOT RUN {test}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail because of them."""
    if _not_run:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
