import type { Charge, CostLine, CostReport } from "./cost-report.ts";

const DAY_MS = 86_400_000;

/**
 * Every charge of every day in the columns of FOCUS, the open format of cloud bills: nothing is discounted, so that all
 * costs are the list's.
 * @see https://focus.finops.org/focus-specification/v1-0/
 */
export const focusRows = (report: CostReport): readonly Readonly<Record<string, string | number>>[] =>
  report.lines.flatMap((line) => line.charges.map((charge) => focusRow(report, line, charge)));

const focusRow = (
  { currency, accountId, region }: CostReport,
  { usage, tags }: CostLine,
  { kind, quantity, unit, price, cost }: Charge,
): Readonly<Record<string, string | number>> => {
  const { functionName, version, architecture, day } = usage;
  const sku = `${kind}-${architecture}`;
  return {
    BilledCost: cost,
    BillingAccountId: accountId,
    BillingAccountName: accountId,
    BillingCurrency: currency,
    BillingPeriodStart: `${day.slice(0, 7)}-01T00:00:00Z`,
    BillingPeriodEnd: monthAfter(day),
    ChargeCategory: "Usage",
    ChargeClass: "",
    ChargeDescription: `${kind} of ${functionName}:${version}`,
    ChargeFrequency: "Usage-Based",
    ChargePeriodStart: `${day}T00:00:00Z`,
    ChargePeriodEnd: instant(Date.parse(day) + DAY_MS),
    ConsumedQuantity: quantity,
    ConsumedUnit: unit,
    ContractedCost: cost,
    ContractedUnitPrice: price,
    EffectiveCost: cost,
    InvoiceIssuerName: "Lambkin",
    ListCost: cost,
    ListUnitPrice: price,
    PricingCategory: "Standard",
    PricingQuantity: quantity,
    PricingUnit: unit,
    ProviderName: "Lambkin",
    PublisherName: "Lambkin",
    RegionId: region,
    RegionName: region,
    ResourceId: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
    ResourceName: functionName,
    ResourceType: "Function",
    ServiceCategory: "Compute",
    ServiceName: "AWS Lambda",
    SkuId: sku,
    SkuPriceId: `${sku}-${region}`,
    SubAccountId: accountId,
    SubAccountName: accountId,
    Tags: JSON.stringify(tags),
  };
};

const monthAfter = (day: string): string => {
  const date = new Date(`${day}T00:00:00Z`);
  return instant(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
};

const instant = (timeMs: number): string => new Date(timeMs).toISOString().replace(".000Z", "Z");
