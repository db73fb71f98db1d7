"""The bare sums of a book with DuckDB: exact decimals, every core, no review."""

import json
import sys

import duckdb

INVOICES = {
    "number": "VARCHAR", "issued": "DATE", "client": "VARCHAR", "project": "VARCHAR", "description": "VARCHAR", "billing": "VARCHAR",
    "quantity": "DECIMAL(18,4)", "unit": "VARCHAR", "unit_price": "DECIMAL(18,4)", "net": "DECIMAL(18,4)", "vat": "DECIMAL(18,4)",
}
TIMESHEETS = {
    "date": "DATE", "client": "VARCHAR", "project": "VARCHAR", "days": "DECIMAL(18,4)", "billable": "VARCHAR", "billing": "VARCHAR",
}


def main(folder):
    con = duckdb.connect()

    def read(name, columns):
        types = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
        path = f"{folder}/{name}.csv".replace("'", "''")
        return f"read_csv('{path}', header = true, delim = ',', columns = {{{types}}})"

    sums = {}
    lines = con.execute(
        f"SELECT year(issued), billing, sum(net), sum(quantity) FILTER (unit = 'day') FROM {read('invoices', INVOICES)} GROUP BY ALL"
    )
    for year, billing, net, days in lines.fetchall():
        sums[f"{year} revenue_{billing}"] = net
        if billing == "time":
            sums[f"{year} billed_days"] = days
    rows = con.execute(
        f"SELECT year(date), sum(days) FROM {read('timesheets', TIMESHEETS)} WHERE billable = 'yes' GROUP BY ALL"
    )
    for year, days in rows.fetchall():
        sums[f"{year} worked_days_billable"] = days
    print(json.dumps({key: str(value) for key, value in sums.items()}))


main(sys.argv[1])
