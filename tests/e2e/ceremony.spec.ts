import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import type { BoothPage } from "@visavis/rehearsal";
import { OperatorPage } from "./operator-page.ts";
import { expectToMeet, Place, withQuery } from "./place.ts";

const TITLE = "A thousand kilometres";
const ANN = "mode=black&lang=en&label=Ann&place=Beijing&coordinates=39.9042,116.4074";
const BOB = "mode=black&lang=en&label=Bob&place=Shanghai&coordinates=31.2304,121.4737";

test("an operator leads a ceremony; it leaves a certificate that outlives the server", async () => {
  await using place = await Place.open();
  const ann = await place.launch();
  const bob = await place.launch();
  const operator = await OperatorPage.open(ann, place.link);
  await ann.open(withQuery(place.link, ANN));
  await bob.open(withQuery(place.link, BOB));
  await expectToMeet(ann, bob);

  const { show, people, record, page } = operator;
  await expect(people).toContainText(/Seen by Bob, Shanghai: \d+ pictures a second/);
  await annBegins(operator);
  await expectNoViolations(page);
  await show.getByLabel("Title").fill(TITLE);
  await operator.press("Prepare", show);
  await expect(show).toContainText("Ann, Beijing begins with the torch.");
  await show.getByRole("radio", { name: "3 s" }).check();
  await operator.press("Start", show);
  await expect(bob.page.getByRole("timer")).toHaveText(/[123]/);
  await expect(bob.page.getByText("Ann begins with the torch")).toBeVisible();

  await expect(show).toContainText("With Ann, Beijing");
  await pass(ann, bob);
  await expect(show).toContainText("With Bob, Shanghai");
  await expect(record).toContainText("Ann, Beijing → Bob, Shanghai");
  await expect(record).toContainText("The picture of the moment is there", { timeout: 40_000 });

  await operator.press(/Recall/, show);
  await page.getByLabel("It goes to").selectOption({ label: "Ann, Beijing" });
  await operator.confirm("Recall");
  await expect(show).toContainText("With Ann, Beijing", { timeout: 20_000 });
  await operator.press("Finish", show);
  await operator.confirm("Finish");
  await expect(show).toContainText("The ceremony is over.");
  await expect(ann.page.getByRole("link", { name: "Certificate" })).toBeVisible();
  const href = await show.getByRole("link", { name: "Open the certificate" }).getAttribute("href");

  const reader = await page.context().newPage();
  await reader.goto(`${place.origin}${href}?lang=en`);
  await expectCertificate(reader);
  await expectNoViolations(reader);
  for (const landscape of [false, true]) {
    const pdf = await reader.pdf({ format: "A4", landscape });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  }

  await place.restart();
  await reader.reload();
  await expectCertificate(reader);
  await page.reload();
  await expect(show).toContainText("The ceremony is over.");

  await expect(people).toContainText("Bob, Shanghai", { timeout: 20_000 });
  await operator.press("Remove: Bob, Shanghai", people);
  await operator.confirm("Remove");
  await expect(bob.page.getByText("An operator has removed this place")).toBeVisible();
  await expect(people).not.toContainText("Bob");
  place.expectGoodConduct();
});

test("a guest's link makes no operator, and an address of no certificate says so", async () => {
  await using place = await Place.open();
  const booth = await place.launch();
  const leader = await OperatorPage.open(booth, place.link);
  await expect(leader.people).toContainText("Nobody yet");
  await expectNoViolations(leader.page);
  const guest = await OperatorPage.open(booth, place.link);
  await expect(guest.page.getByRole("alert")).toContainText("not the link of that room");
  await guest.page.goto(leader.page.url().replace(/&o=.*/, ""));
  await guest.page.reload();
  await expect(guest.page.getByRole("heading", { name: "lost its key" })).toBeVisible();

  const missing = await guest.page.goto(`${place.origin}/certificate/${"a".repeat(22)}?lang=en`);
  expect(missing?.status()).toBe(404);
  await expect(guest.page.getByRole("heading", { name: "no such certificate" })).toBeVisible();
  await expectNoViolations(guest.page);
});

/** Seats go by who came first, which on a busy machine may be either. */
async function annBegins(operator: OperatorPage): Promise<void> {
  const { show } = operator;
  const first = show.getByRole("listitem").filter({ hasText: "begins with the torch" });
  if (await first.getByText("Bob").isVisible()) await operator.press("Up: Ann, Beijing", show);
  await expect(first).toContainText("Ann");
}

/** By the keys that people press: one reaches for it, the other holds it out. */
async function pass(giver: BoothPage, taker: BoothPage): Promise<void> {
  expect(await giver.waitFor(() => giver.isSolid(), 20_000), "it burns").toBe(true);
  await expect(async () => {
    const taking = taker.passTorch();
    const hasGiven = await giver.passTorch();
    expect((await taking) && hasGiven).toBe(true);
  }).toPass();
  await expect.poll(() => taker.isSolid()).toBe(true);
}

async function expectCertificate(reader: Page): Promise<void> {
  await expect(reader.getByRole("heading", { level: 1, name: TITLE })).toBeVisible();
  expect(await reader.title()).toBe(`${TITLE} · Visavis`);
  const card = reader.getByRole("article");
  await expect(card).toContainText("Beijing");
  await expect(card).toContainText("Shanghai");
  await expect(card).toContainText("1,067 km");
  const picture = card.getByRole("img", { name: /moment of the handover/ });
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(300);
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}
