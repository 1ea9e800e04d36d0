"""A plugin of the world generator: the chain's stores again under other ids, until there are forty accounts.

worldgen.py --profile chain --plugin Scripts/forty_accounts.py --out DIR
"""

import copy

COPIES = {"NA1": ["NA2", "NA3"], "EU1": ["EU3"], "EU2": ["EU4", "EU5"], "FE1": ["FE2", "FE3"]}


def register(registry, cfg):
    for store in list(cfg["stores"]):
        for id in COPIES.get(store["id"], []):
            other = copy.deepcopy(store)
            other.update(id=id, name=f"{store['name']} {id[2:]}")
            cfg["stores"].append(other)
