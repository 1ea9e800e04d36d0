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
till_sales						Income:Tills:Sales	Sales of outlets, without tax	Outlet Income:Sales	220		8210	400220	400220	6001.21	门店销售收入
till_refunds						Income:Tills:Refunds	Refunds of outlets, without tax	Outlet Income:Refunds	221		8710	400221	400221	6001.22	门店退款
till_tax						Liabilities:Tills:Tax	Tax in the takings of outlets	Outlet Tax	825		1593	200825	200825	2221.03	门店销售税款
till_clearing						Assets:Tills:Clearing	Taken by outlets and not deposited yet	Outlet Clearing	615		1366	100615	100615	1221.05	门店收款过渡
till_vouchers						Liabilities:Tills:Vouchers	Vouchers taken as payment by outlets	Outlet Vouchers	826		1734	200826	200826	2241.03	门店礼券
till_fees						Expenses:Tills:Fees	Acquirers' fees of outlets	Outlet Fees:Acquirers	415		4970	600415	600415	6603.02	门店收单手续费
till_over_short						Expenses:Tills:OverShort	Over and short in drawers, a lack is positive	Outlet Fees:Over and Short	416		4971	600416	600416	6711.01	门店长短款
till_in_transit						Assets:Tills:InTransit	Deposited by outlets, on its way to the bank	Outlet In Transit	616		1368	100616	100616	1012.03	门店在途资金
webstore_sales						Income:WebStore:Sales	Sales of web stores, as priced	Web Store Income:Sales	230		8220	400230	400230	6001.31	独立站销售收入
webstore_shipping						Income:WebStore:Shipping	Shipping of web stores, as priced	Web Store Income:Shipping	231		8221	400231	400231	6001.32	独立站运费收入
webstore_discounts						Income:WebStore:Discounts	Discounts of web stores	Web Store Income:Discounts	232		8720	400232	400232	6001.33	独立站折扣
webstore_refunds						Income:WebStore:Refunds	Refunds of web stores	Web Store Income:Refunds	233		8721	400233	400233	6001.34	独立站退款
webstore_tax						Liabilities:WebStore:Tax	Tax of web store orders	Web Store Tax	827		1594	200827	200827	2221.04	独立站销售税款
webstore_tax_in_prices						Income:WebStore:TaxInPrices	Tax that web store prices hold	Web Store Income:Tax in Prices	234		8722	400234	400234	6001.35	独立站价内税
webstore_fees						Expenses:WebStore:Fees	Payment providers' fees	Web Store Fees:Payment Fees	420		4972	600420	600420	6603.03	独立站支付手续费
webstore_chargebacks						Expenses:WebStore:Chargebacks	Chargebacks of web stores	Web Store Fees:Chargebacks	421		4973	600421	600421	6711.02	独立站拒付损失
webstore_adjustments						Income:WebStore:Adjustments	Adjustments of payment providers	Web Store Income:Adjustments	235		2701	400235	400235	6301.03	独立站支付调整
webstore_orders						Assets:WebStore:Orders	Ordered in web stores and not charged yet	Web Store Orders	617		1371	100617	100617	1122.01	独立站应收账款
webstore_clearing						Assets:WebStore:Clearing	Charged by payment providers and in no payout yet	Web Store Clearing	618		1372	100618	100618	1221.06	独立站结算过渡
webstore_in_transit						Assets:WebStore:InTransit	Paid out by payment providers, on its way to the bank	Web Store In Transit	619		1373	100619	100619	1012.04	独立站在途资金
vendor_sales						Income:Vendor:Sales	Invoices to Amazon	Vendor Income:Sales	240		8230	400240	400240	6001.41	亚马逊供应商销售收入
vendor_discounts						Income:Vendor:QuickPayDiscounts	Quick-pay discounts taken by Amazon	Vendor Income:Quick-Pay Discounts	241		8730	400241	400241	6001.42	亚马逊提前付款折扣
vendor_shortages						Income:Vendor:Shortages	Kept back or claimed by Amazon for shortages	Vendor Income:Shortages	242		8740	400242	400242	6001.43	亚马逊短缺扣款
vendor_price_differences						Income:Vendor:PriceDifferences	Kept back by Amazon for price differences	Vendor Income:Price Differences	243		8741	400243	400243	6001.44	亚马逊价差扣款
vendor_other_deductions						Income:Vendor:OtherDeductions	Kept back by Amazon for other reasons or none	Vendor Income:Other Deductions	244		8742	400244	400244	6001.45	亚马逊其他扣款
vendor_returns						Income:Vendor:Returns	Returns claimed by Amazon	Vendor Income:Returns	245		8743	400245	400245	6001.46	亚马逊供应商退货
vendor_chargebacks						Expenses:Vendor:Chargebacks	Chargebacks of Amazon	Vendor Fees:Chargebacks	430		4910	600430	600430	6601.21	亚马逊供应商罚款
vendor_coop						Expenses:Vendor:CoOp	Co-op and allowances claimed by Amazon	Vendor Fees:Co-op	431		4610	600431	600431	6601.22	亚马逊合作推广费
vendor_debit_memos						Expenses:Vendor:DebitMemos	Other debit memos of Amazon	Vendor Fees:Debit Memos	432		4911	600432	600432	6601.23	亚马逊借项通知
vendor_receivable						Assets:Vendor:Receivable	Invoices that Amazon has not paid	Vendor Receivable	620		1374	100620	100620	1122.02	亚马逊供应商应收账款
vendor_in_transit						Assets:Vendor:InTransit	Paid by Amazon to the vendor, on its way to the bank	Vendor In Transit	621		1375	100621	100621	1012.05	亚马逊供应商在途资金
channel_differences						Assets:Channels:Differences	Totals that their own parts do not make up, to be looked at	Channel Differences	622		1376	100622	100622	1901.02	渠道待查差异
"""#
