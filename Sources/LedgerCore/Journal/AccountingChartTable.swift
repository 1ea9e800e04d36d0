// swift-format-ignore-file
/// The chart of accounts that comes with Acorn, as TSV: one line a role, and what its account is
/// called in each system.
///
/// A string and no resource, as the component table is. Users add a file of the same form (`chart`
/// in acorn.toml); DATEV numbers follow SKR03 and are to be agreed with the adviser.
let accountingChartTable = #"""
# Chart of accounts. Roles are the components and the places of money. A blank key (store, marketplace, category, outlet, currency) is any.
# Lines are laid over one another: a filled cell of a later line that fits wins, an empty one changes nothing.
# xero_tax is the name of a tax rate in your organisation; where empty, tax_rate of [accounting] counts.
role	store	marketplace	category	outlet	currency	account	title	quickbooks	xero	xero_tax	datev	saft	erp	kingdee	kingdee_title
product_sales						Income:Amazon:ProductSales	Product sales	Amazon Income:Product Sales	200		8200	400200	400200	6001.01	亚马逊商品销售收入
shipping_credits						Income:Amazon:ShippingCredits	Shipping credits	Amazon Income:Shipping Credits	201		8201	400201	400201	6001.02	亚马逊运费收入
gift_wrap_credits						Income:Amazon:GiftWrapCredits	Gift wrap credits	Amazon Income:Gift Wrap Credits	202		8202	400202	400202	6001.03	亚马逊礼品包装收入
product_refunds						Income:Amazon:ProductRefunds	Product refunds	Amazon Income:Product Refunds	203		8700	400203	400203	6001.04	亚马逊商品退款
shipping_refunds						Income:Amazon:ShippingRefunds	Shipping refunds	Amazon Income:Shipping Refunds	204		8701	400204	400204	6001.05	亚马逊运费退款
gift_wrap_refunds						Income:Amazon:GiftWrapRefunds	Gift wrap refunds	Amazon Income:Gift Wrap Refunds	205		8702	400205	400205	6001.06	亚马逊礼品包装退款
promotions						Income:Amazon:Promotions	Promotions	Amazon Income:Promotions	206		8703	400206	400206	6001.07	亚马逊促销折扣
promotion_refunds						Income:Amazon:PromotionRefunds	Promotions taken back with refunds	Amazon Income:Promotion Refunds	207		8704	400207	400207	6001.08	亚马逊促销折扣退回
points						Income:Amazon:Points	Amazon Points	Amazon Income:Points	208		8705	400208	400208	6001.09	亚马逊积分
tax_collected						Liabilities:Amazon:TaxCollected	Tax collected from buyers	Amazon Tax Collected	820		1590	200820	200820	2221.01	亚马逊代收税款
tax_withheld						Liabilities:Amazon:TaxWithheld	Tax withheld by Amazon	Amazon Tax Withheld	821		1591	200821	200821	2221.02	亚马逊代扣税款
referral_fees						Expenses:Amazon:ReferralFees	Referral fees	Amazon Fees:Referral Fees	400		4760	600400	600400	6601.01	亚马逊销售佣金
referral_fee_refunds						Expenses:Amazon:ReferralFeeRefunds	Referral fees given back	Amazon Fees:Referral Fee Refunds	401		4761	600401	600401	6601.02	亚马逊佣金退还
refund_admin_fees						Expenses:Amazon:RefundAdminFees	Refund administration fees	Amazon Fees:Refund Administration Fees	402		4762	600402	600402	6601.03	亚马逊退款手续费
fulfillment_fees						Expenses:Amazon:FulfillmentFees	Fulfillment fees	Amazon Fees:Fulfillment Fees	403		4730	600403	600403	6601.04	亚马逊配送费
storage_fees						Expenses:Amazon:StorageFees	Storage fees	Amazon Fees:Storage Fees	404		4731	600404	600404	6601.05	亚马逊仓储费
inbound_fees						Expenses:Amazon:InboundFees	Inbound fees	Amazon Fees:Inbound Fees	405		4732	600405	600405	6601.06	亚马逊入库费
removal_fees						Expenses:Amazon:RemovalFees	Removal fees	Amazon Fees:Removal Fees	406		4733	600406	600406	6601.07	亚马逊移除费
advertising						Expenses:Amazon:Advertising	Advertising	Amazon Fees:Advertising	407		4600	600407	600407	6601.08	亚马逊广告费
coupon_deal_fees						Expenses:Amazon:CouponDealFees	Coupon and deal fees	Amazon Fees:Coupon and Deal Fees	408		4601	600408	600408	6601.09	亚马逊优惠券及秒杀费
subscription						Expenses:Amazon:Subscription	Subscription	Amazon Fees:Subscription	409		4900	600409	600409	6601.10	亚马逊店铺月租费
other_fees						Expenses:Amazon:OtherFees	Other fees	Amazon Fees:Other Fees	410		4901	600410	600410	6601.11	亚马逊其他费用
reimbursements						Income:Amazon:Reimbursements	Reimbursements	Amazon Income:Reimbursements	209		2742	400209	400209	6301.01	亚马逊赔偿收入
liquidations						Income:Amazon:Liquidations	Liquidations	Amazon Income:Liquidations	210		8203	400210	400210	6051.01	亚马逊清仓收入
adjustments						Income:Amazon:Adjustments	Adjustments	Amazon Income:Adjustments	211		2700	400211	400211	6301.02	亚马逊调整
unclassified						Assets:Amazon:Unclassified	Unclassified rows, to be looked at	Amazon Unclassified	859		1592	100859	100859	1901.01	亚马逊待分类款项
reserve						Assets:Amazon:Reserve	Held back by Amazon at the close	Amazon Reserve	611		1362	100611	100611	1221.01	亚马逊预留款
carry_over						Liabilities:Amazon:CarriedDebt	Owed to Amazon, carried to the next settlement	Amazon Carried Debt	822		1365	200822	200822	2241.01	亚马逊结转欠款
card_charge						Liabilities:CardCharges	Charged to the card by Amazon	Amazon Card Charges	823		1730	200823	200823	2241.02	亚马逊信用卡扣款
transfer						Assets:Amazon:InTransit	Closed, on its way to the bank	Amazon In Transit	612		1360	100612	100612	1012.01	亚马逊在途资金
loan						Liabilities:Amazon:Loan	Amazon loan	Amazon Loan	824		1705	200824	200824	2001.01	亚马逊贷款
clearing						Assets:Amazon:Clearing	Earned in settlements not closed at the month's end	Amazon Clearing	610		1361	100610	100610	1221.02	亚马逊结算过渡
in_transit						Assets:Amazon:InTransit	Closed, on its way to the bank	Amazon In Transit	612		1360	100612	100612	1012.01	亚马逊在途资金
bank						Assets:Bank	Bank	Bank	879		1200	100090	100090	1002.01	银行存款
accrued						Assets:Amazon:Accrued	Released and in no settlement yet	Amazon Accrued	613		1363	100613	100613	1221.03	亚马逊应计款项
deferred						Assets:Amazon:Deferred	Held back until its maturity	Amazon Deferred	614		1364	100614	100614	1221.04	亚马逊递延款项
accrued_income						Income:Amazon:Accrued	Earned and in no settlement yet, net	Amazon Income:Accrued	212		8209	400212	400212	6001.10	亚马逊应计收入
exchange						Equity:CurrencyExchange	Money changed into another currency	Currency Exchange	970		1369	300970	300970	1012.02	货币兑换过渡
fx_difference						Expenses:FXDifference	Realised exchange difference, a loss is positive	Exchange Gain or Loss	497		2150	600497	600497	6603.01	已实现汇兑损益
"""#
