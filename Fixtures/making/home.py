"""An Acorn home's own files: acorn.toml and CSV tables."""
import csv
import io


def table(header, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header.split(","), *rows])
    return out.getvalue().encode("utf-8")


def config(stores, functional_currency, master=()):
    """acorn.toml. stores: (id, region, marketplaces with home first, [(currency, account type, home marketplace)])."""
    lines = [f'functional_currency = "{functional_currency}"']
    if master:  # a home whose journal is exported
        lines += ["", "[accounting]", 'company = "Hazel & Rook"', 'registration = "987654321"', 'contact = "Nora Hazel"']
    for store, region, markets, accounts in stores:
        codes = ", ".join(f'"{code}"' for code in markets)
        lines += ["", "[[store]]", f'id = "{store}"', f'seller_id = "A1HAZEL{store}"', f'region = "{region}"',
                  f'home_marketplace = "{markets[0]}"', f"marketplaces = [{codes}]"]
        for currency, kind, home in accounts:
            lines += ["", "[[store.account]]", f'currency = "{currency}"', f'type = "{kind}"',
                      f'home_marketplace = "{home}"']
    if master:
        lines += ["", "[master]", *(f'{name} = "{name}.csv"' for name in master)]
    return "".join(line + "\n" for line in lines).encode("utf-8")
