"""The bare sums of a book with Polars for Python: exact decimals, every core, no review."""

import json
import sys

import polars as pl

MONEY = pl.Decimal(18, 4)
INVOICES = {
    "number": pl.String, "issued": pl.Date, "client": pl.String, "project": pl.String, "description": pl.String, "billing": pl.String,
    "quantity": MONEY, "unit": pl.String, "unit_price": MONEY, "net": MONEY, "vat": MONEY,
}
TIMESHEETS = {"date": pl.Date, "client": pl.String, "project": pl.String, "days": MONEY, "billable": pl.String, "billing": pl.String}


def main(folder):
    lines = (
        pl.scan_csv(f"{folder}/invoices.csv", schema=INVOICES)
        .group_by(pl.col("issued").dt.year().alias("year"), "billing")
        .agg(pl.col("net").sum(), pl.col("quantity").filter(pl.col("unit") == "day").sum().alias("days"))
    )
    rows = (
        pl.scan_csv(f"{folder}/timesheets.csv", schema=TIMESHEETS)
        .filter(pl.col("billable") == "yes")
        .group_by(pl.col("date").dt.year().alias("year"))
        .agg(pl.col("days").sum())
    )
    lines, rows = pl.collect_all([lines, rows], engine="streaming")
    sums = {}
    for year, billing, net, days in lines.iter_rows():
        sums[f"{year} revenue_{billing}"] = net
        if billing == "time":
            sums[f"{year} billed_days"] = days
    for year, days in rows.iter_rows():
        sums[f"{year} worked_days_billable"] = days
    print(json.dumps({key: str(value) for key, value in sums.items()}))


main(sys.argv[1])
