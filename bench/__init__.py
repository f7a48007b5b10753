"""Measuring what matters on the database that is given: each thing against a bare floor, in one interleaved run.

``measuring`` takes turns between ours and the floor, round by round, so that noise of the machine meets both ·
``floor`` the bare pages · ``scan`` ``pages`` ``work`` what is measured · ``report`` how it is told. Everything happens
in one transaction that is rolled back; nothing is asserted.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction

ROUNDS = 7
CLOCKS = 100_000
FEW = 500


class Unsuitable(Exception):
    """This database must not be measured; the message is a sentence."""


def run(
    *, only: str = "", rounds: int = ROUNDS, clocks: int = CLOCKS, say: Callable[[str], None] = lambda sentence: None
) -> dict:
    """Measure everything whose name contains ``only``; returns the document of ``bench --json``.

    Where fewer than ``clocks`` clocks run, the lacking ones are added for the time of the run; a database with hardly
    any proposals gets some. Raises ``Unsuitable`` in production: the run holds one long writing transaction.
    """
    from bench import pages, report, scan, work
    from bench.measuring import Bench
    from demo import bulk
    from proposals.models import Proposal

    if settings.PRODUCTION:
        raise Unsuitable("正式环境不做性能测量：测量期间别人不能写入。请在备份恢复出的另一个数据库上测量。")
    bench = Bench(only, rounds, say)
    with transaction.atomic():
        lacking = FEW - Proposal.objects.count()
        if lacking > 0:
            say(f"提案太少，测量期间补足到 {FEW} 件；要按大库测量，请先运行 make_bulk。")
            bulk.make(proposals=lacking, members=0, say=lambda sentence: None)
        rows = report.rows_of_database()
        scan.measure(bench, clocks)
        pages.measure(bench)
        work.measure(bench)
        transaction.set_rollback(True)
    return {
        "database": connection.vendor,
        "rows": rows,
        "rounds": rounds,
        "measures": [one.as_json() for one in bench.measures],
        "skipped": bench.skipped,
    }
