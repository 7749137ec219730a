"""`alongside doctor`: examine everything a service needs, and say what to do about each fault."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape

from bot.clock import utc_now
from bot.doctor_machine import ENGINE_CHECKS, MACHINE_CHECKS, copy_of_keys, ports
from bot.doctor_pages import PAGE_CHECKS
from bot.doctor_records import articles, database, time_limits
from bot.doctor_service import SERVICE_CHECKS
from bot.finding import Finding
from bot.settings import Settings

SendTest = Callable[[Settings], Awaitable[str | None]]


async def examine(settings: Settings, *, send_test: SendTest | None = None, today: date | None = None) -> list[Finding]:
    """Everything, in the order in which it should be mended. `send_test` returns what went wrong, or None."""
    today = today or utc_now().astimezone(settings.profile.zone).date()
    findings = [check(settings) for check in MACHINE_CHECKS]
    findings += [copy_of_keys(settings), await database(settings)]
    findings += [await check(settings) for check in ENGINE_CHECKS]
    findings += [await ports(settings), *(check(settings, today) for check in SERVICE_CHECKS)]
    findings += await articles(settings, today)
    findings += await time_limits(settings, today)
    findings += [check(settings, today) for check in PAGE_CHECKS]
    if send_test:
        findings.append(_sent(await send_test(settings)))
    return findings


def _sent(problem: str | None) -> Finding:
    if problem:
        return Finding("test e-mail", False, problem, "Check the ALONGSIDE_SMTP_ settings in .env and try again.")
    return Finding("test e-mail", True, "sent; see that it arrived at ALONGSIDE_STAFF_EMAIL")


def exit_code(findings: Sequence[Finding]) -> int:
    """0 if all that is required is in order. A live service requires more than the demonstration."""
    return int(any(finding.required and not finding.ok for finding in findings))


def show(findings: Sequence[Finding], out: Console) -> int:
    """Print the findings; return the exit code."""
    for finding in findings:
        mark = "[green]ok[/]   " if finding.ok else "[red]fault[/]" if finding.required else "[yellow]note[/] "
        out.print(f"{mark} [bold]{escape(finding.name)}[/]: {escape(finding.message)}", soft_wrap=True)
        if finding.advice and not finding.ok:
            out.print(f"      {escape(finding.advice)}", soft_wrap=True)
    faults = sum(finding.required and not finding.ok for finding in findings)
    notes = sum(not finding.required and not finding.ok for finding in findings)
    out.print(f"{len(findings)} looked at, {faults} to mend, {notes} to mend before going live.")
    return exit_code(findings)
