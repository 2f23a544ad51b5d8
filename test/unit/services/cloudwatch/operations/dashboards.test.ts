import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startCloudwatch, type StartedCloudwatch } from "../start-cloudwatch.ts";

const ARN = "arn:aws:cloudwatch::000000000000:dashboard";
const BODY = JSON.stringify({ widgets: [{ type: "text", properties: { markdown: "grün" } }] });

const put = ({ call }: StartedCloudwatch, DashboardName: string, DashboardBody = BODY) =>
  call("PutDashboard", { DashboardName, DashboardBody });

const refuses = async (body: unknown, dataPath: string) => {
  await using cloudwatch = await startCloudwatch();
  const text = typeof body === "string" ? body : JSON.stringify(body);
  await assert.rejects(put(cloudwatch, "shop", text), (error: Error & { code?: string; properties?: unknown }) => {
    assert.equal(error.code, "InvalidParameterInput");
    assert.ok(error.message.includes(`"DataPath":"${dataPath}"`), error.message);
    return true;
  });
};

describe("a dashboard", () => {
  test("is given back as it was put", async () => {
    await using cloudwatch = await startCloudwatch();
    assert.deepEqual(await put(cloudwatch, "shop"), { DashboardValidationMessages: [] });
    assert.deepEqual(await cloudwatch.call("GetDashboard", { DashboardName: "shop" }), {
      DashboardArn: `${ARN}/shop`,
      DashboardBody: BODY,
      DashboardName: "shop",
    });
  });

  test("is listed by the beginning of its name, with its size in bytes", async () => {
    await using cloudwatch = await startCloudwatch();
    await put(cloudwatch, "stock");
    await put(cloudwatch, "shop", '{"widgets":[]}');
    await cloudwatch.clock.advance(1_000);
    await put(cloudwatch, "shop");
    const { DashboardEntries } = await cloudwatch.call("ListDashboards", { DashboardNamePrefix: "sh" });
    const LastModified = new Date(cloudwatch.clock.nowMs());
    const Size = Buffer.byteLength(BODY);
    assert.deepEqual(DashboardEntries, [{ DashboardName: "shop", DashboardArn: `${ARN}/shop`, LastModified, Size }]);
  });

  test("is deleted, with others or not at all", async () => {
    await using cloudwatch = await startCloudwatch();
    await put(cloudwatch, "shop");
    await put(cloudwatch, "stock");
    const missing = { code: "ResourceNotFound", message: "Dashboard none does not exist" };
    await assert.rejects(cloudwatch.call("DeleteDashboards", { DashboardNames: ["shop", "none"] }), missing);
    await cloudwatch.call("DeleteDashboards", { DashboardNames: ["shop", "stock"] });
    assert.deepEqual((await cloudwatch.call("ListDashboards", {})).DashboardEntries, []);
    await assert.rejects(cloudwatch.call("GetDashboard", { DashboardName: "none" }), missing);
  });

  test("is refused where its body is none, and told where", async () => {
    await refuses("{", "/");
    await refuses([], "/");
    await refuses({}, "/widgets");
    await refuses({ widgets: [{ type: "text", properties: {} }, 1] }, "/widgets/1");
    await refuses({ widgets: [{ type: "clock", properties: {} }] }, "/widgets/0/type");
    await refuses({ widgets: [{ type: "text" }] }, "/widgets/0/properties");
  });

  test("has a name of letters, digits, dashes and underscores", async () => {
    await using cloudwatch = await startCloudwatch();
    await assert.rejects(put(cloudwatch, "a b"), { code: "InvalidParameterInput" });
  });
});
