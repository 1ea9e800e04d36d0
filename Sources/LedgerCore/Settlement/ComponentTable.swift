// swift-format-ignore-file
/// The rule table that comes with Acorn, as TSV: one label a line, and the component it means.
///
/// A string and no resource: a package resource needs Foundation, an embedded one a quarter of the
/// whole build. Users add a file of the same form (`rules` in acorn.toml).
let componentTable = #"""
# Components: the one rule for each settlement label triple. Where no rule fits, a row is posted as unclassified and reported.
# Matching is trimmed and ignores ASCII case; * alone in the third column is any text; an exact rule beats a * rule.
# V1 rows are read as triples: price = ItemPrice, item-related-fee = ItemFees, shipment-fee = Shipment-Fees, order-fee = Order-Fees,
# promotion = Promotion, other-fee = OtherFees, misc-fee = MiscFees, direct-payment = DirectPayment, other-amount = other-transaction.
# evidence: real = read in a settlement file or a fixture of real rows; documented = Amazon's API model or its issue threads;
#           third-party = the label is in another seller tool's list, which may not name its place; analogy = inferred, not seen.
# The note says where the label was seen. An empty valid_from means always.
transaction_type	amount_type	amount_description	component	valid_from	evidence	note
#
# Order: prices, taxes, promotions, points
Order	ItemPrice	Principal	product_sales		real	DE V2 2018, JP shapes, US V2 2025, CA V1, US V1
Order	ItemPrice	Shipping	shipping_credits		real	US V2 2025, CA V1
Order	ItemPrice	GiftWrap	gift_wrap_credits		real	US V2 2025
Order	ItemPrice	Gift wrap	gift_wrap_credits		third-party	IN spelling
Order	ItemPrice	Tax	tax_collected		real	JP shapes, US V2 2025
Order	ItemPrice	ShippingTax	tax_collected		real	US V2 2025
Order	ItemPrice	GiftWrapTax	tax_collected		real	US V2 2025
Order	ItemPrice	Product Tax	tax_collected		third-party	IN list
Order	ItemPrice	Shipping tax	tax_collected		third-party	IN spelling
Order	ItemPrice	Gift wrap tax	tax_collected		third-party	IN spelling
Order	ItemPrice	Goodwill	product_refunds		analogy	refund label, as under Refund
Order	ItemPrice	RestockingFee	product_refunds		analogy	refund label, as under Refund
Order	ItemPrice	ReturnShipping	shipping_refunds		analogy	refund label, as under Refund
Order	ItemFees	Goodwill	product_refunds		analogy	refund label, as under Refund
Order	ItemFees	RestockingFee	product_refunds		analogy	refund label, as under Refund
Order	ItemFees	ReturnShipping	shipping_refunds		analogy	refund label, as under Refund
Order	ItemWithheldTax	*	tax_withheld		real	US V2 2025
Order	ItemTCS	TCS-IGST	tax_withheld		third-party	IN: tax collected at source
Order	ItemTCS	TCS-CGST	tax_withheld		third-party	IN: tax collected at source
Order	ItemTCS	TCS-SGST	tax_withheld		third-party	IN: tax collected at source
Order	ItemTDS	TDS (Section 194-O)	tax_withheld		third-party	IN: tax deducted at source
Order	Promotion	Principal	promotions		real	US V2 2025
Order	Promotion	Shipping	promotions		real	JP shapes, US V2 2025, CA V1
Order	Promotion	TaxDiscount	tax_collected		third-party	AU rules
Order	Promotion	Promo rebates	promotions		third-party	IN spelling
Order	Promotion	Shipping discount	promotions		third-party	IN spelling
Order	Promotion	Product tax discount	tax_collected		third-party	IN spelling
Order	Promotion	Shipping tax discount	tax_collected		third-party	IN spelling
Order	Points	PointsGranted	points		real	JP shapes
Order	ItemFees	PointsGranted	points		real	JP shapes; V1 form
#
# Order: fees
Order	ItemFees	Commission	referral_fees		real	DE V2 2018, JP shapes, US V2 2025, CA V1
Order	ItemFees	ShippingHB	referral_fees		third-party	UK list
Order	ItemFees	ReferralFee	referral_fees		third-party	Odoo list
Order	ItemFees	RefundCommission	refund_admin_fees		analogy	refund label, as under Refund
Order	ItemFees	FBAPerUnitFulfillmentFee	fulfillment_fees		real	JP shapes, US V2 2025, CA V1
Order	ItemFees	FBAPerOrderFulfillmentFee	fulfillment_fees		real	US V1
Order	ItemFees	FBAWeightBasedFee	fulfillment_fees		third-party	Odoo list
Order	ItemFees	FBAFulfillmentCODFee	fulfillment_fees		third-party	Odoo list
Order	ItemFees	FulfillmentFee	fulfillment_fees		third-party	Odoo list
Order	ItemFees	FulfillmentNetworkFee	fulfillment_fees		third-party	Odoo list
Order	ItemFees	UnitFulfillmentFee	fulfillment_fees		third-party	Odoo list
Order	ItemFees	SSOFFulfillmentFee	fulfillment_fees		third-party	Odoo list
Order	ItemFees	FBATransportationFee	fulfillment_fees		third-party	Odoo list
Order	ItemFees	FBAFulfillmentFee	fulfillment_fees		third-party	BR list, API name
Order	ItemFees	ShippingChargeback	fulfillment_fees		real	US V2 2025, CA V1
Order	ItemFees	GiftwrapChargeback	fulfillment_fees		real	US V2 2025
Order	ItemFees	RemoteFulfillmentCredit	fulfillment_fees		analogy	as under Refund
Order	ItemFees	LowInventoryLevelFee	fulfillment_fees		third-party	charged per shipped unit
Order	ItemFees	DigitalServicesFee	other_fees		real	CA V1
Order	ItemFees	Digital Services Fee	other_fees		third-party	spelling variant
Order	ItemFees	FixedClosingFee	other_fees		third-party	Odoo list
Order	ItemFees	VariableClosingFee	other_fees		third-party	Odoo list
Order	ItemFees	ClosingFee	other_fees		third-party	BR list, API name
Order	ItemFees	AmazonForAllFee	other_fees		third-party	BR list, API name
Order	ItemFees	SalesTaxServiceFee	other_fees		third-party	AU rules
Order	ItemFees	SalesTaxCollectionFee	other_fees		third-party	Odoo list
Order	ItemFees	RegulatoryFee	other_fees		third-party	regulatory operating cost
Order	ItemFees	TextbookRentalBuyoutFee	other_fees		third-party	Odoo list
Order	ItemFees	TextbookRentalExtensionFee	other_fees		third-party	Odoo list
Order	ItemFees	TextbookRentalServiceFee	other_fees		third-party	Odoo list
Order	ItemFees	MarketplaceFacilitatorTax-Principal	tax_withheld		analogy	V1 form of the withheld tax
Order	ItemFees	MarketplaceFacilitatorTax-Shipping	tax_withheld		analogy	V1 form of the withheld tax
Order	ItemFees	MarketplaceFacilitatorTax-Other	tax_withheld		analogy	V1 form of the withheld tax
Order	ItemFees	MarketplaceFacilitatorVAT-Principal	tax_withheld		third-party	observed list
Order	ItemFees	MarketplaceFacilitatorVAT-Shipping	tax_withheld		third-party	observed list
Order	ItemFees	LowValueGoodsTax-Principal	tax_withheld		analogy	V1 form of the withheld tax
Order	ItemFees	LowValueGoodsTax-Shipping	tax_withheld		analogy	V1 form of the withheld tax
Order	ItemFees	LowValueGoodsTax-Other	tax_withheld		analogy	V1 form of the withheld tax
Order	Shipment-Fees	FBA transportation fee	fulfillment_fees		real	CA V1; MCF freight
Order	Shipment-Fees	FBATransportationFee	fulfillment_fees		third-party	Odoo list; MCF freight
Order	ShipmentFees	FBA transportation fee	fulfillment_fees		third-party	spelling variant; MCF freight
Order	Shipment-Fees	FBAPerOrderFulfillmentFee	fulfillment_fees		third-party	Odoo list
Order	Shipment-Fees	Multi-Channel Fulfillment Brand-Neutral Box Fee	fulfillment_fees		third-party	Webgility list
Order	Shipment-Fees	Shipping	fulfillment_fees		third-party	Webgility list
Shipment	Shipment-Fees	FBAPerOrderFulfillmentFee	fulfillment_fees		third-party	synthetic sample
Order	Order-Fees	FBAPerOrderFulfillmentFee	fulfillment_fees		analogy	V1 order-fee column
Order	MiscFees		other_fees		analogy	V1 misc-fee column, no label
Order	DirectPayment	CollectOnDeliveryRevenue	transfer		documented	buyer paid the seller directly
Order	DirectPayment	StoredValueCardRevenue	transfer		documented	buyer paid the seller directly
Order	DirectPayment	PrivateLabelCreditCardRevenue	transfer		documented	buyer paid the seller directly
#
# Order: India, fees with their GST legs
Order	ItemFees	Commission IGST	referral_fees		third-party	IN list
Order	ItemFees	Commission CGST	referral_fees		third-party	IN list
Order	ItemFees	Commission SGST	referral_fees		third-party	IN list
Order	ItemFees	Shipping commission	referral_fees		third-party	IN list
Order	ItemFees	Shipping commission IGST	referral_fees		third-party	IN list
Order	ItemFees	Shipping commission CGST	referral_fees		analogy	GST leg of its fee
Order	ItemFees	Shipping commission SGST	referral_fees		analogy	GST leg of its fee
Order	ItemFees	FBA Pick & Pack Fee	fulfillment_fees		third-party	IN list
Order	ItemFees	FBA Pick & Pack Fee GST	fulfillment_fees		third-party	IN list
Order	ItemFees	FBA Pick & Pack Fee IGST	fulfillment_fees		third-party	IN list
Order	ItemFees	FBA Pick & Pack Fee CGST	fulfillment_fees		analogy	GST leg of its fee
Order	ItemFees	FBA Pick & Pack Fee SGST	fulfillment_fees		analogy	GST leg of its fee
Order	ItemFees	FBA Weight Handling Fee	fulfillment_fees		third-party	IN list
Order	ItemFees	FBA Weight Handling Fee IGST	fulfillment_fees		third-party	IN list
Order	ItemFees	FBA Weight Handling Fee CGST	fulfillment_fees		analogy	GST leg of its fee
Order	ItemFees	FBA Weight Handling Fee SGST	fulfillment_fees		analogy	GST leg of its fee
Order	ItemFees	Easy Ship weight handling fees	fulfillment_fees		third-party	IN list
Order	ItemFees	Easy Ship weight handling fees IGST	fulfillment_fees		third-party	IN list
Order	ItemFees	Easy Ship weight handling fees CGST	fulfillment_fees		analogy	GST leg of its fee
Order	ItemFees	Easy Ship weight handling fees SGST	fulfillment_fees		analogy	GST leg of its fee
Order	ItemFees	Technology Fee	fulfillment_fees		third-party	IN Flex, in place of pick & pack
Order	ItemFees	Technology Fee IGST	fulfillment_fees		third-party	IN Flex, in place of pick & pack
Order	ItemFees	Fixed closing fee	other_fees		third-party	IN list
Order	ItemFees	Fixed closing fee IGST	other_fees		third-party	IN list
Order	ItemFees	Fixed closing fee CGST	other_fees		analogy	GST leg of its fee
Order	ItemFees	Fixed closing fee SGST	other_fees		analogy	GST leg of its fee
Order	ItemFees	Shipping Chargeback	fulfillment_fees		third-party	IN spelling
#
# Refund: prices, taxes, promotions, points
Refund	ItemPrice	Principal	product_refunds		real	DE V2 2018, JP shapes, US V2 2025, CA V1
Refund	ItemPrice	Goodwill	product_refunds		third-party	AU rules
Refund	ItemPrice	RestockingFee	product_refunds		third-party	AU rules
Refund	ItemFees	Goodwill	product_refunds		third-party	Webgility list; filed under fees there
Refund	ItemFees	RestockingFee	product_refunds		third-party	Webgility list; filed under fees there
Refund	ItemPrice	Shipping	shipping_refunds		real	CA V1
Refund	ItemPrice	ReturnShipping	shipping_refunds		third-party	AU rules
Refund	ItemFees	ReturnShipping	shipping_refunds		third-party	Webgility list; filed under fees there
Refund	ItemPrice	GiftWrap	gift_wrap_refunds		third-party	AU rules
Refund	ItemPrice	Gift wrap	gift_wrap_refunds		third-party	IN spelling
Refund	ItemPrice	Tax	tax_collected		third-party	AU rules
Refund	ItemPrice	ShippingTax	tax_collected		third-party	AU rules
Refund	ItemPrice	GiftWrapTax	tax_collected		third-party	AU rules
Refund	ItemPrice	Product Tax	tax_collected		third-party	IN spelling
Refund	ItemPrice	Shipping tax	tax_collected		third-party	IN spelling
Refund	ItemPrice	Gift wrap tax	tax_collected		third-party	IN spelling
Refund	ItemWithheldTax	*	tax_withheld		real	US V2 2025
Refund	ItemTCS	TCS-IGST	tax_withheld		third-party	IN: given back
Refund	ItemTCS	TCS-CGST	tax_withheld		third-party	IN: given back
Refund	ItemTCS	TCS-SGST	tax_withheld		third-party	IN: given back
Refund	ItemTDS	TDS (Section 194-O)	tax_withheld		third-party	IN: given back
Refund	Promotion	Principal	promotion_refunds		third-party	AU rules
Refund	Promotion	Shipping	promotion_refunds		real	CA V1
Refund	Promotion	TaxDiscount	tax_collected		third-party	AU rules
Refund	Promotion	Promo rebates	promotion_refunds		third-party	IN spelling
Refund	Promotion	Shipping discount	promotion_refunds		third-party	IN spelling
Refund	Promotion	Product tax discount	tax_collected		third-party	IN spelling
Refund	Promotion	Shipping tax discount	tax_collected		third-party	IN spelling
Refund	Points	PointsReturned	points		real	JP shapes
Refund	ItemFees	PointsReturned	points		real	JP shapes; V1 form
#
# Refund: fees given back, and the fee for refunding
Refund	ItemFees	Commission	referral_fee_refunds		real	DE V2 2018, US V2 2025, CA V1
Refund	ItemFees	ShippingHB	referral_fee_refunds		third-party	Odoo list
Refund	ItemFees	ReferralFee	referral_fee_refunds		third-party	Odoo list
Refund	ItemFees	RefundCommission	refund_admin_fees		real	DE V2 2018, CA V1
Refund	ItemFees	FBAPerUnitFulfillmentFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	FBAPerOrderFulfillmentFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	FBAWeightBasedFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	FBAFulfillmentCODFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	FulfillmentFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	FulfillmentNetworkFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	UnitFulfillmentFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	SSOFFulfillmentFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	FBATransportationFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	FBAFulfillmentFee	fulfillment_fees		analogy	as under Order
Refund	ItemFees	ShippingChargeback	fulfillment_fees		third-party	AU rules
Refund	ItemFees	GiftwrapChargeback	fulfillment_fees		third-party	AU rules
Refund	ItemFees	RemoteFulfillmentCredit	fulfillment_fees		third-party	AU rules
Refund	ItemFees	FBACustomerReturnPerUnitFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	FBACustomerReturnPerOrderFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	FBACustomerReturnWeightBasedFee	fulfillment_fees		third-party	Odoo list
Refund	ItemFees	LowInventoryLevelFee	fulfillment_fees		analogy	as under Order
Refund	ItemFees	DigitalServicesFee	other_fees		real	CA V1
Refund	ItemFees	Digital Services Fee	other_fees		analogy	spelling variant
Refund	ItemFees	FixedClosingFee	other_fees		third-party	Odoo list
Refund	ItemFees	VariableClosingFee	other_fees		third-party	Odoo list
Refund	ItemFees	SalesTaxServiceFee	other_fees		third-party	Webgility list
Refund	ItemFees	SalesTaxCollectionFee	other_fees		third-party	Odoo list
Refund	ItemFees	ClosingFee	other_fees		analogy	as under Order
Refund	ItemFees	AmazonForAllFee	other_fees		analogy	as under Order
Refund	ItemFees	RegulatoryFee	other_fees		analogy	as under Order
Refund	ItemFees	TextbookRentalBuyoutFee	other_fees		third-party	Odoo list
Refund	ItemFees	TextbookRentalExtensionFee	other_fees		third-party	Odoo list
Refund	ItemFees	TextbookRentalServiceFee	other_fees		third-party	Odoo list
Refund	ItemFees	MarketplaceFacilitatorTax-Principal	tax_withheld		analogy	V1 form of the withheld tax
Refund	ItemFees	MarketplaceFacilitatorTax-Shipping	tax_withheld		analogy	V1 form of the withheld tax
Refund	ItemFees	MarketplaceFacilitatorTax-Other	tax_withheld		analogy	V1 form of the withheld tax
Refund	ItemFees	MarketplaceFacilitatorVAT-Principal	tax_withheld		third-party	observed list
Refund	ItemFees	MarketplaceFacilitatorVAT-Shipping	tax_withheld		third-party	observed list
Refund	ItemFees	LowValueGoodsTax-Principal	tax_withheld		analogy	V1 form of the withheld tax
Refund	ItemFees	LowValueGoodsTax-Shipping	tax_withheld		analogy	V1 form of the withheld tax
Refund	ItemFees	LowValueGoodsTax-Other	tax_withheld		analogy	V1 form of the withheld tax
Refund	Shipment-Fees	FBA transportation fee	fulfillment_fees		analogy	as under Order
Refund	Shipment-Fees	FBATransportationFee	fulfillment_fees		third-party	Odoo list
Refund	MiscFees		other_fees		analogy	V1 misc-fee column, no label
Refund	DirectPayment	CollectOnDeliveryRefund	transfer		documented	buyer was paid by the seller directly
Refund	DirectPayment	StoredValueCardRefund	transfer		documented	buyer was paid by the seller directly
Refund	DirectPayment	PrivateLabelCreditCardRefund	transfer		documented	buyer was paid by the seller directly
#
# Refund: India, fees with their GST legs
Refund	ItemFees	Commission IGST	referral_fee_refunds		analogy	as under Order
Refund	ItemFees	Commission CGST	referral_fee_refunds		analogy	as under Order
Refund	ItemFees	Commission SGST	referral_fee_refunds		analogy	as under Order
Refund	ItemFees	Shipping commission	referral_fee_refunds		analogy	as under Order
Refund	ItemFees	Shipping commission IGST	referral_fee_refunds		analogy	as under Order
Refund	ItemFees	Shipping commission CGST	referral_fee_refunds		analogy	as under Order
Refund	ItemFees	Shipping commission SGST	referral_fee_refunds		analogy	as under Order
Refund	ItemFees	Refund commission	refund_admin_fees		third-party	IN list
Refund	ItemFees	Refund commission IGST	refund_admin_fees		analogy	GST leg of its fee
Refund	ItemFees	Refund commission CGST	refund_admin_fees		analogy	GST leg of its fee
Refund	ItemFees	Refund commission SGST	refund_admin_fees		analogy	GST leg of its fee
Refund	ItemFees	FBA Pick & Pack Fee	fulfillment_fees		analogy	as under Order
Refund	ItemFees	FBA Pick & Pack Fee GST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	FBA Pick & Pack Fee IGST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	FBA Pick & Pack Fee CGST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	FBA Pick & Pack Fee SGST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	FBA Weight Handling Fee	fulfillment_fees		analogy	as under Order
Refund	ItemFees	FBA Weight Handling Fee IGST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	FBA Weight Handling Fee CGST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	FBA Weight Handling Fee SGST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	Easy Ship weight handling fees	fulfillment_fees		analogy	as under Order
Refund	ItemFees	Easy Ship weight handling fees IGST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	Easy Ship weight handling fees CGST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	Easy Ship weight handling fees SGST	fulfillment_fees		analogy	as under Order
Refund	ItemFees	Shipping Chargeback	fulfillment_fees		analogy	as under Order
Refund	ItemFees	Fixed closing fee	other_fees		analogy	as under Order
Refund	ItemFees	Fixed closing fee IGST	other_fees		analogy	as under Order
Refund	ItemFees	Fixed closing fee CGST	other_fees		analogy	as under Order
Refund	ItemFees	Fixed closing fee SGST	other_fees		analogy	as under Order
Fulfillment Fee Refund	Item Fee Adjustment	FBA Pick & Pack Fee	fulfillment_fees		third-party	undelivered parcel, fee returned
Fulfillment Fee Refund	Item Fee Adjustment	FBA Pick & Pack Fee IGST	fulfillment_fees		analogy	GST leg of its fee
Fulfillment Fee Refund	Item Fee Adjustment	FBA Pick & Pack Fee CGST	fulfillment_fees		analogy	GST leg of its fee
Fulfillment Fee Refund	Item Fee Adjustment	FBA Pick & Pack Fee SGST	fulfillment_fees		analogy	GST leg of its fee
Fulfillment Fee Refund	Item Fee Adjustment	FBA Weight Handling Fee	fulfillment_fees		third-party	undelivered parcel, fee returned
Fulfillment Fee Refund	Item Fee Adjustment	FBA Weight Handling Fee IGST	fulfillment_fees		analogy	GST leg of its fee
Fulfillment Fee Refund	Item Fee Adjustment	FBA Weight Handling Fee CGST	fulfillment_fees		analogy	GST leg of its fee
Fulfillment Fee Refund	Item Fee Adjustment	FBA Weight Handling Fee SGST	fulfillment_fees		analogy	GST leg of its fee
Fulfillment Fee Refund	Item Fee Adjustment	Fixed closing fee	other_fees		third-party	undelivered parcel, fee returned
Fulfillment Fee Refund	Item Fee Adjustment	Fixed closing fee IGST	other_fees		analogy	GST leg of its fee
Fulfillment Fee Refund	Item Fee Adjustment	Fixed closing fee CGST	other_fees		analogy	GST leg of its fee
Fulfillment Fee Refund	Item Fee Adjustment	Fixed closing fee SGST	other_fees		analogy	GST leg of its fee
#
# A-to-z claims: as a refund
A-to-z Guarantee Refund	ItemPrice	Principal	product_refunds		third-party	AU rules
A-to-z Guarantee Refund	ItemPrice	Goodwill	product_refunds		analogy	as under Refund
A-to-z Guarantee Refund	ItemPrice	RestockingFee	product_refunds		analogy	as under Refund
A-to-z Guarantee Refund	ItemPrice	Shipping	shipping_refunds		analogy	as under Refund
A-to-z Guarantee Refund	ItemPrice	ReturnShipping	shipping_refunds		analogy	as under Refund
A-to-z Guarantee Refund	ItemPrice	GiftWrap	gift_wrap_refunds		analogy	as under Refund
A-to-z Guarantee Refund	ItemPrice	Tax	tax_collected		third-party	AU rules
A-to-z Guarantee Refund	ItemPrice	ShippingTax	tax_collected		analogy	as under Refund
A-to-z Guarantee Refund	ItemPrice	GiftWrapTax	tax_collected		analogy	as under Refund
A-to-z Guarantee Refund	ItemWithheldTax	*	tax_withheld		third-party	AU rules
A-to-z Guarantee Refund	Promotion	Principal	promotion_refunds		analogy	as under Refund
A-to-z Guarantee Refund	Promotion	Shipping	promotion_refunds		analogy	as under Refund
A-to-z Guarantee Refund	Promotion	TaxDiscount	tax_collected		analogy	as under Refund
A-to-z Guarantee Refund	Points	PointsReturned	points		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	PointsReturned	points		analogy	V1 form
A-to-z Guarantee Refund	ItemFees	Commission	referral_fee_refunds		third-party	AU rules
A-to-z Guarantee Refund	ItemFees	ShippingHB	referral_fee_refunds		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	RefundCommission	refund_admin_fees		third-party	AU rules
A-to-z Guarantee Refund	ItemFees	ShippingChargeback	fulfillment_fees		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	GiftwrapChargeback	fulfillment_fees		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	FBAPerUnitFulfillmentFee	fulfillment_fees		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	FBAPerOrderFulfillmentFee	fulfillment_fees		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	FBAWeightBasedFee	fulfillment_fees		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	DigitalServicesFee	other_fees		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	FixedClosingFee	other_fees		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	VariableClosingFee	other_fees		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	SalesTaxServiceFee	other_fees		analogy	as under Refund
A-to-z Guarantee Refund	ItemFees	MarketplaceFacilitatorTax-Principal	tax_withheld		analogy	V1 form of the withheld tax
A-to-z Guarantee Refund	ItemFees	MarketplaceFacilitatorTax-Shipping	tax_withheld		analogy	V1 form of the withheld tax
A-to-z Guarantee Refund	ItemFees	MarketplaceFacilitatorTax-Other	tax_withheld		analogy	V1 form of the withheld tax
A-to-z Guarantee Refund	ItemFees	MarketplaceFacilitatorVAT-Principal	tax_withheld		analogy	V1 form of the withheld tax
A-to-z Guarantee Refund	ItemFees	MarketplaceFacilitatorVAT-Shipping	tax_withheld		analogy	V1 form of the withheld tax
#
# Chargebacks by the buyer's bank: as a refund
Chargeback Refund	ItemPrice	Principal	product_refunds		third-party	AU rules
Chargeback Refund	ItemPrice	Goodwill	product_refunds		analogy	as under Refund
Chargeback Refund	ItemPrice	RestockingFee	product_refunds		analogy	as under Refund
Chargeback Refund	ItemPrice	Shipping	shipping_refunds		third-party	AU rules
Chargeback Refund	ItemPrice	ReturnShipping	shipping_refunds		analogy	as under Refund
Chargeback Refund	ItemPrice	GiftWrap	gift_wrap_refunds		analogy	as under Refund
Chargeback Refund	ItemPrice	Tax	tax_collected		third-party	AU rules
Chargeback Refund	ItemPrice	ShippingTax	tax_collected		third-party	AU rules
Chargeback Refund	ItemPrice	GiftWrapTax	tax_collected		analogy	as under Refund
Chargeback Refund	ItemWithheldTax	*	tax_withheld		third-party	AU rules
Chargeback Refund	Promotion	Principal	promotion_refunds		analogy	as under Refund
Chargeback Refund	Promotion	Shipping	promotion_refunds		analogy	as under Refund
Chargeback Refund	Promotion	TaxDiscount	tax_collected		analogy	as under Refund
Chargeback Refund	Points	PointsReturned	points		analogy	as under Refund
Chargeback Refund	ItemFees	PointsReturned	points		analogy	V1 form
Chargeback Refund	ItemFees	Commission	referral_fee_refunds		third-party	AU rules
Chargeback Refund	ItemFees	ShippingHB	referral_fee_refunds		analogy	as under Refund
Chargeback Refund	ItemFees	RefundCommission	refund_admin_fees		third-party	AU rules
Chargeback Refund	ItemFees	ShippingChargeback	fulfillment_fees		third-party	AU rules
Chargeback Refund	ItemFees	GiftwrapChargeback	fulfillment_fees		analogy	as under Refund
Chargeback Refund	ItemFees	FBAPerUnitFulfillmentFee	fulfillment_fees		analogy	as under Refund
Chargeback Refund	ItemFees	FBAPerOrderFulfillmentFee	fulfillment_fees		analogy	as under Refund
Chargeback Refund	ItemFees	FBAWeightBasedFee	fulfillment_fees		analogy	as under Refund
Chargeback Refund	ItemFees	DigitalServicesFee	other_fees		analogy	as under Refund
Chargeback Refund	ItemFees	FixedClosingFee	other_fees		analogy	as under Refund
Chargeback Refund	ItemFees	VariableClosingFee	other_fees		analogy	as under Refund
Chargeback Refund	ItemFees	SalesTaxServiceFee	other_fees		analogy	as under Refund
Chargeback Refund	ItemFees	MarketplaceFacilitatorTax-Principal	tax_withheld		analogy	V1 form of the withheld tax
Chargeback Refund	ItemFees	MarketplaceFacilitatorTax-Shipping	tax_withheld		analogy	V1 form of the withheld tax
Chargeback Refund	ItemFees	MarketplaceFacilitatorTax-Other	tax_withheld		analogy	V1 form of the withheld tax
Chargeback Refund	ItemFees	MarketplaceFacilitatorVAT-Principal	tax_withheld		analogy	V1 form of the withheld tax
Chargeback Refund	ItemFees	MarketplaceFacilitatorVAT-Shipping	tax_withheld		analogy	V1 form of the withheld tax
#
# Retrocharges: taxes charged again or given back
Order_Retrocharge	ItemPrice	Tax	tax_collected		third-party	AU rules
Order_Retrocharge	ItemPrice	ShippingTax	tax_collected		third-party	AU rules
Order_Retrocharge	ItemPrice	GiftWrapTax	tax_collected		analogy	as the other taxes
Order_Retrocharge	ItemWithheldTax	*	tax_withheld		third-party	AU rules
Order_Retrocharge	ItemFees	MarketplaceFacilitatorTax-Principal	tax_withheld		analogy	V1 form of the withheld tax
Order_Retrocharge	ItemFees	MarketplaceFacilitatorTax-Shipping	tax_withheld		analogy	V1 form of the withheld tax
Order_Retrocharge	ItemFees	MarketplaceFacilitatorVAT-Principal	tax_withheld		analogy	V1 form of the withheld tax
Order_Retrocharge	ItemFees	MarketplaceFacilitatorVAT-Shipping	tax_withheld		analogy	V1 form of the withheld tax
Refund_Retrocharge	ItemPrice	Tax	tax_collected		third-party	AU rules
Refund_Retrocharge	ItemPrice	ShippingTax	tax_collected		third-party	AU rules
Refund_Retrocharge	ItemPrice	GiftWrapTax	tax_collected		analogy	as the other taxes
Refund_Retrocharge	ItemWithheldTax	*	tax_withheld		third-party	AU rules
Refund_Retrocharge	ItemFees	MarketplaceFacilitatorTax-Principal	tax_withheld		analogy	V1 form of the withheld tax
Refund_Retrocharge	ItemFees	MarketplaceFacilitatorTax-Shipping	tax_withheld		analogy	V1 form of the withheld tax
Refund_Retrocharge	ItemFees	MarketplaceFacilitatorVAT-Principal	tax_withheld		analogy	V1 form of the withheld tax
Refund_Retrocharge	ItemFees	MarketplaceFacilitatorVAT-Shipping	tax_withheld		analogy	V1 form of the withheld tax
#
# Liquidations
Liquidations	ItemPrice	Principal	liquidations		third-party	EU list
Liquidations	ItemFees	LiquidationsBrokerageFee	liquidations		third-party	EU list
Liquidations	ItemPrice	Tax	tax_collected		third-party	EU list
Liquidations	ItemWithheldTax	*	tax_withheld		analogy	as Liquidations Adjustments
Liquidations Adjustments	ItemPrice	Principal	liquidations		third-party	EU list
Liquidations Adjustments	ItemFees	LiquidationsBrokerageFee	liquidations		third-party	EU list
Liquidations Adjustments	ItemPrice	Tax	tax_collected		third-party	AU rules
Liquidations Adjustments	ItemWithheldTax	*	tax_withheld		third-party	AU rules
other-transaction	other-transaction	Liquidations	liquidations		third-party	Odoo list
#
# Advertising
ServiceFee	Cost of Advertising	TransactionTotalAmount	advertising		third-party	AU rules
ServiceFee	Refund for Advertiser	TransactionTotalAmount	advertising		third-party	AU rules
ServiceFee	ItemFees	Cost of Advertising	advertising		real	CA V1; V1 form
ServiceFee	ItemFees	Refund for Advertiser	advertising		analogy	V1 form
ServiceFee	OtherFees	TaxAmount	advertising		real	CA V1; tax on advertising
#
# Coupons and deals
CouponRedemptionFee	CouponRedemptionFee	*	coupon_deal_fees		third-party	AU rules; free text
other-transaction	other-transaction	CouponRedemptionFee	coupon_deal_fees		third-party	Odoo list
other-transaction	other-transaction	CouponClipFee	coupon_deal_fees		third-party	Odoo list
AmazonFees	Coupon Participation Fee	*	coupon_deal_fees		third-party	EU list; text is the leg
AmazonFees	Coupon Performance Based Fee	*	coupon_deal_fees		third-party	EU list; text is the leg
AmazonFees	Deal Participation Fee	*	coupon_deal_fees		third-party	EU list; text is the leg
AmazonFees	Deal Performance Based Fee	*	coupon_deal_fees		third-party	EU list; text is the leg
Promotion Fee	Deals	Promotion Fee	coupon_deal_fees		third-party	AU rules
Promotion Fee	Deals	Promotion Fee Special	coupon_deal_fees		third-party	AU rules
Promotion Fee	PromotionFee	Promotion Fee	coupon_deal_fees		third-party	AU rules
Promotion Fee	PromotionFee	Promotion Fee Special	coupon_deal_fees		third-party	AU rules
ServiceFee	Deals	Promotion Fee	coupon_deal_fees		third-party	AU rules
ServiceFee	Deals	Promotion Fee Special	coupon_deal_fees		third-party	AU rules
Lightning Deal Fee	LightningDealFee	LightningDealFee	coupon_deal_fees		third-party	CN list
Lightning Deal Fee	LightningDealFee	LightningDealFee Special	coupon_deal_fees		third-party	CN list
other-transaction	other-transaction	LightningDealFee	coupon_deal_fees		analogy	as LightningDealFee Special
other-transaction	other-transaction	LightningDealFee Special	coupon_deal_fees		third-party	Webgility list
other-transaction	other-transaction	Promotion Fee	coupon_deal_fees		third-party	V1, IT list
#
# Subscription
other-transaction	other-transaction	Subscription Fee	subscription		real	JP shapes, US V2 2025, CA V1
other-transaction	other-transaction	Subscription	subscription		third-party	Odoo list
other-transaction	other-transaction	SubscriptionFeeCorrection	subscription		third-party	CN list
ServiceFee	other-transaction	Subscription Fee	subscription		third-party	synthetic sample
Service Fee	other	Subscription	subscription		third-party	synthetic sample
other-transaction - Reversal	other-transaction	Subscription Fee	subscription		analogy	as Storage Fee - Reversal
other-transaction - Correction	other-transaction	Subscription Fee	subscription		analogy	as Storage Fee - Correction
#
# FBA and AWD fees of the 2026 form: the fee name is the amount-type, the text only its leg
FBAFees	FBA Inventory Storage Fee	*	storage_fees		documented	API issue threads
FBAFees	FBA Long Term Storage Fee	*	storage_fees		documented	API issue threads
FBAFees	FBA Long-Term Storage Fee	*	storage_fees		third-party	spelling variant
FBAFees	AWD Storage Fee	*	storage_fees		real	US V2 2025
FBAFees	AWD Processing Fee	*	storage_fees		third-party	AU rules
FBAFees	AWD Transportation Fee	*	inbound_fees		third-party	AU rules
FBAFees	FBA Amazon-Partnered Carrier Shipment Fee	*	inbound_fees		third-party	AU rules
FBAFees	FBA Inbound Placement Service Fee	*	inbound_fees		third-party	EU list
FBAFees	Inbound Transportation Program Fee	*	inbound_fees		third-party	EU list
FBAFees	Inbound Defect Fee	*	inbound_fees		documented	API issue threads
FBAFees	Inbound Defect Fee - Barcode cannot be scanned	*	inbound_fees		third-party	JP notes
FBAFees	Inbound Defect Fee - Missing label	*	inbound_fees		third-party	JP notes
FBAFees	Inbound Defect Fee - Unplanned Service	*	inbound_fees		third-party	JP notes
FBAFees	FBA Removal Order: Return Fee	*	removal_fees		real	JP shapes
FBAFees	FBA Removal Order: Disposal Fee	*	removal_fees		third-party	AU rules
FBAFees	FBA Customer Returns Fee	*	fulfillment_fees		third-party	AU rules
FBAFees	FBA LowInventoryLevel Fee	*	fulfillment_fees		third-party	JP notes
#
# Storage
other-transaction	other-transaction	Storage Fee	storage_fees		real	US V2 2025, CA V1
other-transaction	other-transaction	StorageRenewalBilling	storage_fees		real	US V2 2025
other-transaction	other-transaction	FBAStorageFee	storage_fees		third-party	Odoo list
other-transaction	other-transaction	FBALongTermStorageFee	storage_fees		third-party	Odoo list
other-transaction	other-transaction	StorageBillingCGST	storage_fees		third-party	IN, GST leg of its fee
other-transaction	other-transaction	StorageBillingSGST	storage_fees		third-party	IN, GST leg of its fee
other-transaction	other-transaction	StorageRenewalBillingCGST	storage_fees		third-party	IN, GST leg of its fee
other-transaction	other-transaction	StorageRenewalBillingSGST	storage_fees		third-party	IN, GST leg of its fee
other-transaction	other-transaction	Inventory Storage Overage Fee	storage_fees		third-party	CN list
other-transaction	other-transaction	FBA Inventory Storage Fee	storage_fees		analogy	V1 form
other-transaction	other-transaction	FBA Long Term Storage Fee	storage_fees		analogy	V1 form
other-transaction	other-transaction	AWD Storage Fee	storage_fees		analogy	V1 form
other-transaction	other-transaction	AWD Processing Fee	storage_fees		analogy	V1 form
other-transaction - Reversal	other-transaction	Storage Fee	storage_fees		real	JP shapes
other-transaction - Reversal	other-transaction	StorageRenewalBilling	storage_fees		analogy	as Storage Fee - Reversal
other-transaction - Correction	other-transaction	Storage Fee	storage_fees		third-party	JP notes
other-transaction - Correction	other-transaction	StorageRenewalBilling	storage_fees		analogy	as Storage Fee - Correction
ServiceFee	other-transaction	Storage Fee	storage_fees		third-party	synthetic sample
other-transaction	Capacity Reservation Fee	Reservation fee	storage_fees		third-party	AU rules
other-transaction	Capacity Reservation Fee	Performance credits	storage_fees		third-party	AU rules
other-transaction	Capacity Reservation Fee	Tax	storage_fees		third-party	AU rules
other-transaction	Amazon Warehousing & Distribution (AWD)	AWD Storage Fee	storage_fees		third-party	AU rules
other-transaction	Amazon Warehousing & Distribution (AWD)	AWD Processing Fee	storage_fees		third-party	AU rules
#
# Inbound: transport, placement, preparation, defects
other-transaction	Amazon Warehousing & Distribution (AWD)	AWD Transportation Fee	inbound_fees		third-party	AU rules
other-transaction	Inbound Defect Fee	*	inbound_fees		third-party	AU rules; any defect
other-transaction	other-transaction	Inbound Transportation Fee	inbound_fees		real	CA V1
other-transaction	other-transaction	FBAInboundTransportationFee	inbound_fees		third-party	AU rules
other-transaction	other-transaction	FBAInboundTransportationProgramFee	inbound_fees		third-party	Odoo list
other-transaction	other-transaction	FreshInboundTransportationFee	inbound_fees		third-party	Odoo list
other-transaction	other-transaction	AGSGlobalInboundTransportation	inbound_fees		third-party	AU rules
other-transaction	other-transaction	FBA International Freight Shipping Charge	inbound_fees		third-party	CN list
other-transaction	other-transaction	FBA International Freight Duties and Taxes Charge	inbound_fees		third-party	CN list
other-transaction	other-transaction	FBA Inbound Placement Service Fee	inbound_fees		third-party	AU rules
other-transaction	other-transaction	FBAInboundConvenienceFee	inbound_fees		third-party	Odoo list
other-transaction	other-transaction	Inventory Placement Service Fee	inbound_fees		third-party	CN list
other-transaction	other-transaction	FBAInboundDefectFee	inbound_fees		third-party	Odoo list
other-transaction	other-transaction	Inbound Defect Fee	inbound_fees		analogy	V1 form
other-transaction	other-transaction	Inbound Defect Fee - Missing label	inbound_fees		analogy	V1 form
other-transaction	other-transaction	Inbound Defect Fee - Unplanned Service	inbound_fees		analogy	V1 form
other-transaction	other-transaction	Inbound Defect Fee - Barcode cannot be scanned	inbound_fees		analogy	V1 form
other-transaction	other-transaction	Unplanned Service Fee - Barcode label missing	inbound_fees		third-party	CN list
other-transaction	other-transaction	LabelingFee	inbound_fees		third-party	Odoo list
other-transaction	other-transaction	PolybaggingFee	inbound_fees		third-party	Odoo list
other-transaction	other-transaction	OpaqueBaggingFee	inbound_fees		third-party	Odoo list
other-transaction	other-transaction	BubblewrapFee	inbound_fees		third-party	Odoo list
other-transaction	other-transaction	TapingFee	inbound_fees		third-party	Odoo list
other-transaction	other-transaction	WarehousePrep	inbound_fees		third-party	CN list
other-transaction	other-transaction	PREPFEE_REFUND	inbound_fees		third-party	EU list
other-transaction	other-transaction	Manual Processing Fee	inbound_fees		third-party	Webgility list; missing box content
other-transaction	other-transaction	Manual Processing Fee Reimbursement	inbound_fees		third-party	Webgility list
other-transaction	Manual Processing Fee Reimbursement	Manual Processing Fee Reimbursement	inbound_fees		third-party	CN list
other-transaction	other-transaction	FBA Amazon-Partnered Carrier Shipment Fee	inbound_fees		analogy	V1 form
other-transaction	other-transaction	AWD Transportation Fee	inbound_fees		analogy	V1 form
other-transaction - Reversal	other-transaction	FBAInboundTransportationFee	inbound_fees		analogy	as Storage Fee - Reversal
other-transaction - Correction	other-transaction	FBAInboundTransportationFee	inbound_fees		analogy	as Storage Fee - Correction
#
# Removal and disposal
other-transaction	other-transaction	RemovalComplete	removal_fees		real	US V2 2025
other-transaction	other-transaction	DisposalComplete	removal_fees		third-party	AU rules
other-transaction	other-transaction	FBARemovalFee	removal_fees		third-party	Odoo list
other-transaction	other-transaction	FBADisposalFee	removal_fees		third-party	Odoo list
other-transaction	other-transaction	FBA Removal Order: Return Fee	removal_fees		real	JP shapes
other-transaction	other-transaction	FBA Removal Order: Disposal Fee	removal_fees		analogy	V1 form
other-transaction	other-transaction	RemovalCompleteCGST	removal_fees		third-party	IN, GST leg of its fee
other-transaction	other-transaction	RemovalCompleteSGST	removal_fees		third-party	IN, GST leg of its fee
other-transaction - Reversal	other-transaction	RemovalComplete	removal_fees		analogy	as Storage Fee - Reversal
other-transaction - Reversal	other-transaction	DisposalComplete	removal_fees		analogy	as Storage Fee - Reversal
other-transaction - Correction	other-transaction	RemovalComplete	removal_fees		analogy	as Storage Fee - Correction
other-transaction - Correction	other-transaction	DisposalComplete	removal_fees		analogy	as Storage Fee - Correction
#
# Fulfilment charged apart from an order: labels, postage, Easy Ship, customer returns
other-transaction	other-transaction	Shipping label purchase	fulfillment_fees		third-party	UK list
other-transaction	other-transaction	Shipping label purchase for return	fulfillment_fees		third-party	AU rules
other-transaction	other-transaction	ShippingServices	fulfillment_fees		third-party	Webgility list
other-transaction	other-transaction	ShippingServicesRefund	fulfillment_fees		third-party	Webgility list
other-transaction	other-transaction	MFNPostageFee	fulfillment_fees		third-party	JP notes
other-transaction	other-transaction	MFNPostageFeeTax	fulfillment_fees		third-party	JP notes
other-transaction	other-transaction	MFN Postage Purchase Complete	fulfillment_fees		third-party	IN list
other-transaction	other-transaction	MFNPostagePurchaseComplete	fulfillment_fees		third-party	IN spelling
other-transaction	other-transaction	MFNPostagePurchaseCompleteIGST	fulfillment_fees		third-party	IN spelling
AmazonFees	Amazon Easy Ship Charges	*	fulfillment_fees		real	JP shapes; text is the leg
Amazon Easy Ship Charges	ItemFees	Amazon Easy Ship Charges	fulfillment_fees		real	JP shapes; V1 form
other-transaction	other-transaction	Amazon Easy Ship Charges	fulfillment_fees		third-party	IN list
AmazonFees	FBA fulfilment fee per unit - Correction	*	fulfillment_fees		third-party	EU list; text is the leg
AmazonFees	FBA fulfilment fee per unit - Reversal	*	fulfillment_fees		third-party	EU list; text is the leg
other-transaction	other-transaction	FBACustomerReturnPerUnitFee	fulfillment_fees		third-party	Odoo list
other-transaction	other-transaction	FBACustomerReturnPerOrderFee	fulfillment_fees		third-party	Odoo list
other-transaction	other-transaction	FBACustomerReturnWeightBasedFee	fulfillment_fees		third-party	Odoo list
other-transaction	ItemFees	FBACustomerReturnPerUnitFee	fulfillment_fees		third-party	CN list
other-transaction	ItemFees	FBACustomerReturnPerOrderFee	fulfillment_fees		third-party	CN list
other-transaction	ItemFees	FBACustomerReturnWeightBasedFee	fulfillment_fees		third-party	CN list
other-transaction	other-transaction	FBA Customer Returns Fee	fulfillment_fees		analogy	V1 form
other-transaction	other-transaction	FBA LowInventoryLevel Fee	fulfillment_fees		analogy	V1 form; per shipped unit
ServiceFee	other-transaction	LowInventoryLevelFee	fulfillment_fees		third-party	synthetic sample
Other	MCF Preferred Pricing Seller Credit	Base charge	fulfillment_fees		third-party	EU list
#
# Other fees
AmazonFees	Vine Enrollment Fee	*	other_fees		documented	API issue threads; text is the leg
Vine Enrollment Fee	Vine Enrollment Fee	Vine Enrollment Fee	other_fees		third-party	AU rules
Vine Enrollment Fee	ItemFees	Vine Enrollment Fee	other_fees		analogy	V1 form
Grade and Resell Fees	Grade and Resell Charge	*	other_fees		real	US V2 2025; word of the title
other-transaction	other-transaction	Paid Services Fee	other_fees		third-party	AU rules
other-transaction	other-transaction	HighVolumeListingFee	other_fees		third-party	Odoo list
other-transaction	other-transaction	HighVolumeListing	other_fees		third-party	CN list
other-transaction	other-transaction	ImagingServicesFee	other_fees		third-party	Odoo list
other-transaction	other-transaction	ImagingServices	other_fees		third-party	spelling variant
other-transaction	other-transaction	Additional Other Expenses	other_fees		third-party	Webgility list
SellerReviewEnrollmentPayment	Review Enrollment Fee	Early Reviewer Program fee	other_fees		third-party	CN list
AmazonFees	Eco-contribution for EPR Pay on Behalf - GB	*	other_fees		third-party	EU list; text is the leg
other-transaction	other-transaction	EPR Pay on Behalf service fee	other_fees		third-party	V1, IT list
other-transaction	other-transaction	EPR Pay on Behalf eco-contribution	other_fees		third-party	V1, IT list
#
# Commission booked outside an order
other-transaction	other-transaction	ShippingHB	referral_fees		third-party	Odoo list
other-transaction	other-transaction	CommissionCorrection	referral_fees		third-party	CN list
#
# Reimbursements and their clawbacks, either sign
other-transaction	FBA Inventory Reimbursement	*	reimbursements		real	JP shapes, US V2 2025; any reason
other-transaction	MCF Inventory Reimbursement	*	reimbursements		third-party	AU rules; any reason
SAFE-T Reimbursement	Other Transactions	SAFE-T reimbursement	reimbursements		real	JP shapes
other-transaction	other-transaction	SAFE-T Reimbursement	reimbursements		real	JP shapes; V1 form
Other	Other transactions	Reimbursement for Lost packages	reimbursements		real	JP shapes
other-transaction	other-transaction	Refund Reimbursal	reimbursements		third-party	Webgility list
Adjustment	other-transaction	Refund Reimbursal	reimbursements		third-party	synthetic sample
other-transaction	other-transaction	WAREHOUSE_DAMAGE	reimbursements		real	CA V1, JP shapes
other-transaction	other-transaction	WAREHOUSE_DAMAGE_EXCEPTION	reimbursements		third-party	Odoo list
other-transaction	other-transaction	WAREHOUSE_LOST	reimbursements		third-party	Webgility list
other-transaction	other-transaction	WAREHOUSE_LOST_MANUAL	reimbursements		third-party	Odoo list
other-transaction	other-transaction	REVERSAL_REIMBURSEMENT	reimbursements		real	CA V1
other-transaction	other-transaction	COMPENSATED_CLAWBACK	reimbursements		third-party	Odoo list
other-transaction	other-transaction	MISSING_FROM_INBOUND	reimbursements		third-party	Odoo list
other-transaction	other-transaction	MISSING_FROM_INBOUND_CLAWBACK	reimbursements		third-party	Odoo list
other-transaction	other-transaction	CS_ERROR_ITEMS	reimbursements		third-party	Webgility list
other-transaction	other-transaction	FREE_REPLACEMENT_REFUND_ITEMS	reimbursements		analogy	V1 form of the reason
other-transaction	other-transaction	CUSTOMER_RETURN	reimbursements		analogy	V1 form of the reason
other-transaction	other-transaction	RE_EVALUATION	reimbursements		analogy	V1 form of the reason
other-transaction	other-transaction	INCORRECT_FEES_ITEMS	reimbursements		third-party	Webgility list
other-transaction	other-transaction	INCORRECT_FEES_NON_ITEMIZED	reimbursements		third-party	Webgility list
other-transaction	other-transaction	REMOVAL_ORDER_DAMAGED	reimbursements		third-party	Webgility list
other-transaction	other-transaction	MULTICHANNEL_ORDER_DAMAGED	reimbursements		third-party	Webgility list
other-transaction	other-transaction	MULTICHANNEL_ORDER_LATE	reimbursements		third-party	Webgility list
other-transaction	other-transaction	MULTICHANNEL_ORDER_LOST	reimbursements		third-party	Webgility list
other-transaction	other-transaction	INBOUND_CARRIER_DAMAGE	reimbursements		third-party	V1 form of the reason
other-transaction	other-transaction	REMOVAL_ORDER_LOST	reimbursements		third-party	V1 form of the reason
other-transaction	other-transaction	CS_ERROR_NON_ITEMIZED	reimbursements		third-party	V1 form of the reason
other-transaction	other-transaction	FBA Inventory Reimbursement - Customer Return	reimbursements		third-party	Webgility list
#
# Adjustments
Fee Adjustment	Item Fee Adjustment	*	adjustments		real	JP shapes; name of the fee
Fee Adjustment	ItemFees	*	adjustments		real	JP shapes; V1 form, name of the fee
other-transaction	other-transaction	Fee Adjustment	adjustments		third-party	EU list
other-transaction	other-transaction	BalanceAdjustment	adjustments		third-party	Odoo list
other-transaction	other-transaction	Balance Adjustment	adjustments		third-party	Webgility list
other-transaction	other-transaction	NonSubscriptionFeeAdj	adjustments		third-party	AU rules
other-transaction	other-transaction	MiscAdjustment	adjustments		third-party	AU rules
other-transaction	other-transaction	Adjustment	adjustments		third-party	AU rules
other-transaction	other-transaction	Promotion Adjustment	adjustments		third-party	AU rules
other-transaction	other-transaction	BuyerRecharge	adjustments		third-party	AU rules
other-transaction	other-transaction	Goodwill Concession	adjustments		third-party	JP notes
other-transaction	other-transaction	Overpaid Fees Adjustment	adjustments		third-party	JP notes
other-transaction	other-transaction	PAYMENT_RETRACTION_ITEMS	adjustments		third-party	JP notes
other-transaction	other-transaction	Merchant Bad Debt	adjustments		third-party	Webgility list
BuyerRecharge	other-transaction	BuyerRecharge	adjustments		analogy	JP type name, shape assumed
Seller Rewards	Seller Rewards	Seller Rewards	adjustments		third-party	AU rules
other-transaction	other-transaction	A2ZGuaranteeRecovery	adjustments		third-party	CN list
other-transaction	other-transaction	ChargeBackRecovery	adjustments		third-party	CN list
#
# Taxes on the seller
other-transaction	other-transaction	TDS - Section 194-O	tax_withheld		third-party	IN list; deducted at source
other-transaction	other-transaction	TDSReimbursement	tax_withheld		analogy	API event name
other-transaction	other-transaction	Income Tax Charged	tax_withheld		third-party	AU rules
Income Tax Charged	other-transaction	MiscAdjustment	tax_withheld		third-party	CN list
Commingling VAT	other-transaction	Commingling VAT	tax_collected		third-party	AU rules; VAT of swapped units, both signs
other-transaction	other-transaction	Commingling VAT	tax_collected		analogy	V1 form
#
# Cash only: reserve, debt, card, loan, transfers
other-transaction	other-transaction	Previous Reserve Amount Balance	reserve		third-party	AU rules
other-transaction	other-transaction	Current Reserve Amount	reserve		third-party	AU rules
other-transaction	other-transaction	Payable to Amazon	carry_over		real	CA V1; debt of the settlement before
other-transaction	other-transaction	Successful charge	card_charge		real	CA V1
other-transaction	other-transaction	Amazon Capital Services	loan		third-party	Webgility list
other-transaction	other-transaction	LoanAdvance	loan		analogy	API event names
other-transaction	other-transaction	LoanPayment	loan		analogy	API event names
other-transaction	other-transaction	LoanRefund	loan		analogy	API event names
other-transaction	other-transaction	Transfer of funds unsuccessful: We could not transfer funds to your bank account because the account information on file is invalid. Please update your bank account information.	transfer		third-party	AU rules
other-transaction	other-transaction	Transfer of funds unsuccessful: Amazon has cancelled your transfer of funds.	transfer		third-party	EU lists
other-transaction	other-transaction	Transfer of funds unsuccessful: An unexpected issue occurred. Please contact Seller Support for more information.	transfer		third-party	EU lists
other-transaction	other-transaction	Failed Disbursement	transfer		third-party	Webgility list
Transfers	Micro Deposit	Micro Deposit	transfer		third-party	AU rules
other-transaction	other-transaction	Micro Deposit	transfer		real	CA V1; V1 form
Debt Adjustment	Debt Adjustment	*	transfer		third-party	between own accounts; text lists countries
other-transaction	other-transaction	Debt Adjustment	transfer		third-party	V1, IT list
"""#
