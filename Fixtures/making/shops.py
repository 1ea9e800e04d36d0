"""The invented seller Hazel & Rook: stores, accounts, goods, outlets, and what Amazon charged in spring 2026."""
from typing import NamedTuple

from .flatfile import GERMANY, JAPAN, NORTH_AMERICA, Dialect, minor, table


class Market(NamedTuple):
    name: str
    order_prefix: str
    tax: int        # basis points on top of the price; 0 where prices include VAT
    withheld: bool  # Amazon pays this tax itself and takes it back from the seller


MARKETS = {
    "US": Market("Amazon.com", "113", 825, True),
    "CA": Market("Amazon.ca", "702", 1300, True),
    "DE": Market("Amazon.de", "304", 0, False),
    "FR": Market("Amazon.fr", "408", 0, False),
    "JP": Market("Amazon.co.jp", "250", 1000, False),
}
STORES = {"NA1": ("na", ["US", "CA"], "USD"), "EU1": ("eu", ["DE", "FR"], "EUR"), "FE1": ("fe", ["JP"], "JPY")}


class Account(NamedTuple):
    """A chain of settlements."""
    key: str
    currency: str
    kind: str
    markets: list   # the first one is the home marketplace
    dialect: Dialect
    first_id: int
    closes: list    # a settlement lies between two neighbours
    reserves: list  # held back at the end of each settlement
    orders: list    # how many orders each settlement has

    @property
    def store(self):
        return self.key[:3]


STANDARD, INVOICED = "Standard Orders", "Invoiced Orders"
ACCOUNTS = [
    Account("NA1-USD", "USD", STANDARD, ["US"], NORTH_AMERICA, 90100000017,
            ["2026-03-01 20:21:38", "2026-03-15 20:21:38", "2026-03-29 20:21:39", "2026-04-12 20:21:38"],
            [15000, 9000, 0], [9, 8, 8]),
    # The first Canadian settlement ends in debt; the account then skips a close, so the second lasts four weeks.
    Account("NA1-CAD", "CAD", STANDARD, ["CA"], NORTH_AMERICA, 90110000013,
            ["2026-03-03 18:05:12", "2026-03-17 18:05:12", "2026-04-14 18:05:12"], [0, 0], [7, 9]),
    Account("EU1-EUR", "EUR", STANDARD, ["DE", "FR"], GERMANY, 90200000019,
            ["2026-03-04 07:40:31", "2026-03-18 07:40:31", "2026-04-01 07:40:30", "2026-04-15 07:40:31"],
            [0, 0, 0], [13, 14, 13]),
    Account("EU1-EUR-INVOICED", "EUR", INVOICED, ["DE", "FR"], GERMANY, 90210000011,
            ["2026-03-16 11:02:47", "2026-03-30 11:02:47", "2026-04-13 11:02:48"], [0, 0], [13, 11]),
    Account("FE1-JPY", "JPY", STANDARD, ["JP"], JAPAN, 90300000015,
            ["2026-03-06 00:15:09", "2026-03-20 00:15:09", "2026-04-03 00:15:10", "2026-04-17 00:15:09"],
            [0, 5000, 3000], [9, 10, 10]),
]

# Orders posted at these instants: the seconds around local midnight at a clock change and at the end of March.
EDGES = {
    "NA1-USD": ["2026-03-08 07:59:59", "2026-03-09 06:59:59", "2026-03-09 07:00:00", "2026-04-01 06:59:59", "2026-04-01 07:00:00"],
    "NA1-CAD": ["2026-03-09 06:59:59", "2026-03-09 07:00:00", "2026-04-01 06:59:59", "2026-04-01 07:00:00"],
    "EU1-EUR": ["2026-03-28 22:59:59", "2026-03-29 21:59:59", "2026-03-29 22:00:00", "2026-03-31 21:59:59", "2026-03-31 22:00:00"],
    "EU1-EUR-INVOICED": ["2026-03-29 22:00:00", "2026-03-31 22:30:00"],
    "FE1-JPY": ["2026-03-31 14:59:59", "2026-03-31 15:00:00"],
}
REFERRAL = {"Tableware": 1500, "Tea": 800, "Textiles": 1700, "Lighting": 1200}  # basis points
INVOICED_VAT = {"Amazon.de": 1900, "Amazon.fr": 2000}  # business buyers get an invoice, so VAT stands in rows of its own
SHIPPING = {"USD": 599, "CAD": 799, "EUR": 490, "JPY": 480}


class Good(NamedTuple):
    store: str
    sku: str
    category: str
    title: str
    cost: str      # '-': sold, but not in the catalog
    new_cost: str  # from 2026-04-01 on
    price: int
    fba_fee: int


GOODS = [Good(*cells[:6], minor(cells[6]), minor(cells[7])) for cells in table("""
NA1 | MUG-OAK-12       | Tableware | Oakleaf mug, 12 oz          | 4.10  | 4.45 | 18.50 | 4.25
NA1 | PLATE-10"-SLATE  | Tableware | Slate plate 10"             | 6.80  |      | 24.00 | 5.10
NA1 | =TEA-2PACK       | Tea       | Breakfast tea, two tins     | 5.25  |      | 21.90 | 3.95
NA1 | TEA-ASSAM-250    | Tea       | Assam leaf, 250 g           | 3.30  |      | 14.75 | 3.60
NA1 | TXT-0110         | Textiles  | Linen table runner          | 7.95  | 8.20 | 32.00 | 4.40
NA1 | TXT-0145         | Textiles  | Waffle towel, set of two    | 5.60  |      | 19.80 | 4.15
NA1 | TXT-0210         | Textiles  | Wool throw                  | 21.30 |      | 79.00 | 8.35
NA1 | LAMP-DESK-01     | Lighting  | Desk lamp, brass            | 19.40 |      | 64.00 | 7.25
NA1 | SAMPLE-BOX-26    | Tea       | Spring sample box           | -     |      | 9.90  | 3.10
EU1 | TASSE-0120       | Tableware | Becher „Hasel“, 0,3 l       | 3.70  | 3.95 | 16.90 | 3.84
EU1 | SCHÜSSEL-Ø20     | Tableware | Schüssel, Ø 20 cm           | 5.15  |      | 22.50 | 4.32
EU1 | -KANNE-1L        | Tableware | Teekanne, 1 Liter           | 9.80  |      | 39.00 | 5.46
EU1 | TEE-FRÜHLING-100 | Tea       | Grüner Tee „Frühling“ 100 g | 2.95  |      | 12.40 | 2.91
EU1 | TXT-0110         | Textiles  | Tischläufer aus Leinen      | 7.10  | 7.45 | 29.90 | 4.05
EU1 | TXT-0330         | Textiles  | Torchon en lin, lot de 3    | 4.85  |      | 18.70 | 3.66
EU1 | ABAT-JOUR-É      | Lighting  | Abat-jour écru              | 11.60 |      | 45.00 | 6.12
EU1 | LICHT-07         | Lighting  | Nachtlicht                  | 6.25  |      | 24.90 | 3.98
FE1 | 能登塗-椀S       | Tableware | 能登塗の椀 (小)             | 1480  | 1560 | 5800  | 514
FE1 | 湯呑-表01        | Tableware | 湯呑 表模様                 | 520   |      | 1980  | 434
FE1 | SENCHA-100       | Tea       | 煎茶 100g                   | 380   |      | 1280  | 318
FE1 | HOJICHA-80       | Tea       | ほうじ茶 80g                | 310   |      | 980   | 318
FE1 | TENUGUI-03       | Textiles  | 手ぬぐい 麻の葉             | 290   |      | 1200  | 288
FE1 | 風呂敷-藍        | Textiles  | 風呂敷 藍染                 | 760   | 790  | 2900  | 318
FE1 | ANDON-S          | Lighting  | 行灯 (小)                   | 2350  |      | 8800  | 603
""")]

OUTLETS = table("""
OUT-PDX | Hazel & Rook Portland  | NA1 | US | Portland  | America/Los_Angeles | USD | 120 | 2021-05-03 |
OUT-CHI | Hazel & Rook Chicago   | NA1 | US | Chicago   | America/Chicago     | USD | 100 | 2023-09-18 |
OUT-YVR | Hazel & Rook Vancouver | NA1 | CA | Vancouver | America/Vancouver   | CAD | 80  | 2022-03-07 |
OUT-HAM | Hasel & Krähe Hamburg  | EU1 | DE | Hamburg   | Europe/Berlin       | EUR | 150 | 2020-10-12 |
OUT-LYS | Noisette et Corbeau    | EU1 | FR | Lyon      | Europe/Paris        | EUR | 90  | 2024-02-05 |
OUT-TYO | 榛と烏 神田店          | FE1 | JP | Tokyo     | Asia/Tokyo          | JPY | 110 | 2019-04-01 |
OUT-KYO | 榛と烏 京都店          | FE1 | JP | Kyoto     | Asia/Tokyo          | JPY | 60  | 2022-11-01 | 2026-04-01
""")
BINDINGS = table("""
10 | OUT-PDX | NA1 | US | merchant_order_prefix | PDX-               | 2021-05-03 |
20 | OUT-CHI | NA1 | US | sku_range             | TXT-0100..TXT-0199 | 2023-09-18 |
30 | OUT-YVR | NA1 | CA | fulfillment_id        | MFN                | 2022-03-07 |
10 | OUT-HAM | EU1 | DE | merchant_order_prefix | HAM-               | 2020-10-12 |
20 | OUT-LYS | EU1 | FR | sku_prefix            | TXT-               | 2024-02-05 |
20 | OUT-KYO | FE1 | JP | sku_prefix            | TENUGUI-           | 2022-11-01 | 2026-04-01
30 | OUT-TYO | FE1 | JP | sku_prefix            | 能登塗-            | 2019-04-01 |
""")

# What is neither an order nor a refund: account | posted | transaction-type | amount-type | amount-description | amount | other cells
CHARGES = table("""
NA1-USD | 2026-03-02 16:10:44 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -31.07 |
NA1-USD | 2026-03-06 05:12:09 | other-transaction | other-transaction | Subscription Fee | -39.99 |
NA1-USD | 2026-03-10 08:49:04 | other-transaction | other-transaction | Storage Fee | -22.61 |
NA1-USD | 2026-03-11 14:03:30 | other-transaction | FBA Inventory Reimbursement | WAREHOUSE_DAMAGE | 10.45 | sku=MUG-OAK-12 quantity_purchased=1
NA1-USD | 2026-03-11 14:03:30 | other-transaction | FBA Inventory Reimbursement | WAREHOUSE_DAMAGE | 10.45 | sku=MUG-OAK-12 quantity_purchased=1
NA1-USD | 2026-03-12 21:55:17 | CouponRedemptionFee | CouponRedemptionFee | Save 10% on tea tins | -4.20 |
NA1-USD | 2026-03-17 16:10:44 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -36.82 |
NA1-USD | 2026-03-19 11:20:00 | FBAFees | FBA Inventory Storage Fee | Base fee | -14.30 | marketplace_name=Amazon.com
NA1-USD | 2026-03-19 11:20:00 | FBAFees | FBA Inventory Storage Fee | Discount on Fee | 1.43 | marketplace_name=Amazon.com
NA1-USD | 2026-03-19 11:20:00 | FBAFees | FBA Inventory Storage Fee | Tax on fee | -1.06 | marketplace_name=Amazon.com
NA1-USD | 2026-03-24 02:41:26 | other-transaction | other-transaction | FBAInboundTransportationFee | -18.75 | shipment_id=FBA9HAZELRK1
NA1-USD | 2026-04-02 16:10:44 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -40.16 |
NA1-USD | 2026-04-06 05:12:31 | other-transaction | other-transaction | Subscription Fee | -39.99 |
NA1-USD | 2026-04-08 13:37:02 | Fee Adjustment | Item Fee Adjustment | FBA Pick & Pack Fee | 2.10 | sku=TXT-0210 marketplace_name=Amazon.com
NA1-USD | 2026-04-10 19:05:58 | other-transaction | other-transaction | DisposalComplete | -3.12 | order_id=HzR8disp01 sku=LAMP-DESK-01
NA1-CAD | 2026-03-03 19:30:00 | Transfers | Micro Deposit | Micro Deposit | -0.01 | marketplace_name=Amazon.ca
NA1-CAD | 2026-03-05 16:11:02 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -191.20 |
NA1-CAD | 2026-03-09 08:51:40 | other-transaction | other-transaction | Storage Fee | -41.38 |
NA1-CAD | 2026-03-12 16:11:02 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -187.64 |
NA1-CAD | 2026-03-15 03:25:13 | other-transaction | other-transaction | StorageRenewalBilling | -96.05 |
NA1-CAD | 2026-03-26 16:11:02 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -37.25 |
NA1-CAD | 2026-04-09 08:51:40 | other-transaction | other-transaction | Storage Fee | -29.94 |
EU1-EUR | 2026-03-06 15:02:18 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -33.56 |
EU1-EUR | 2026-03-07 04:44:20 | other-transaction | other-transaction | Subscription Fee | -46.41 |
EU1-EUR | 2026-03-13 09:18:37 | Promotion Fee | Deals | Promotion Fee | -35.00 |
EU1-EUR | 2026-03-20 15:02:18 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -38.03 |
EU1-EUR | 2026-03-24 10:00:00 | other-transaction | other-transaction | Packaging Levy 2026 | -18.40 |
EU1-EUR | 2026-03-26 12:31:09 | FBAFees | FBA Inventory Storage Fee | Base fee | -16.20 | marketplace_name=Amazon.de
EU1-EUR | 2026-03-26 12:31:09 | FBAFees | FBA Inventory Storage Fee | Discount on Fee | 2.00 | marketplace_name=Amazon.de
EU1-EUR | 2026-03-26 12:31:09 | FBAFees | FBA Inventory Storage Fee | Tax on fee | -2.70 | marketplace_name=Amazon.de
EU1-EUR | 2026-03-30 06:12:54 | other-transaction | FBA Inventory Reimbursement | WAREHOUSE_LOST | 19.50 | sku=-KANNE-1L quantity_purchased=1
EU1-EUR | 2026-04-03 15:02:18 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -29.77 |
EU1-EUR | 2026-04-07 04:44:05 | other-transaction | other-transaction | Subscription Fee | -46.41 |
EU1-EUR | 2026-04-09 17:26:41 | other-transaction | other-transaction | Shipping label purchase for return | -5.19 |
FE1-JPY | 2026-03-07 03:03:03 | other-transaction | other-transaction | Subscription Fee | -5390 |
FE1-JPY | 2026-03-11 07:45:50 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -3120 |
FE1-JPY | 2026-03-16 01:30:00 | CouponRedemptionFee | CouponRedemptionFee | 春のお茶クーポン 5%割引 | -420 |
FE1-JPY | 2026-03-25 07:45:50 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -2874 |
FE1-JPY | 2026-03-27 09:14:22 | other-transaction | FBA Inventory Reimbursement | WAREHOUSE_DAMAGE | 640 | sku=TENUGUI-03 quantity_purchased=1
FE1-JPY | 2026-04-07 03:03:21 | other-transaction | other-transaction | Subscription Fee | -5390 |
FE1-JPY | 2026-04-08 07:45:50 | ServiceFee | Cost of Advertising | TransactionTotalAmount | -3311 |
FE1-JPY | 2026-04-14 01:30:00 | CouponRedemptionFee | CouponRedemptionFee | 新茶まつり 能登の器 | -310 |
""")
