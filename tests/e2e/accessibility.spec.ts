import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Place } from "./place.ts";

for (const path of ["/", "/calibrate", "/booth/ROOM", "/r/ROOM", "/view/ROOM", "/nowhere"]) {
  test(`${path} can be used without eyes or a mouse, as far as axe can tell`, async () => {
    await using place = await Place.open();
    const booth = await place.launch();
    const { pathname, hash } = new URL(place.link);
    const room = pathname.split("/").at(-1) ?? "";
    await booth.open(`${place.origin}${path.replace("ROOM", room)}${hash}`);
    await booth.page.waitForLoadState("load");
    await booth.page.getByRole("main").first().waitFor();
    const { violations } = await new AxeBuilder({ page: booth.page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    expect(found).toEqual([]);
    place.expectGoodConduct();
  });
}
