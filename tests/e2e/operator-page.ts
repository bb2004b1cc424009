import { randomBytes } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import type { BoothPage } from "@visavis/rehearsal";

/** Whoever runs an event, in a window of his own in another's browser. */
export class OperatorPage {
  readonly page: Page;
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
  }

  static async open(booth: BoothPage, link: string): Promise<OperatorPage> {
    const context = await booth.page.context().browser()?.newContext();
    if (!context) throw new Error("no browser");
    const operator = new OperatorPage(await context.newPage());
    await operator.page.goto(operatorLink(link));
    return operator;
  }

  get show(): Locator {
    return this.page.getByRole("region", { name: "Run of show" });
  }

  get people(): Locator {
    return this.page.getByRole("region", { name: "Who is here" });
  }

  get record(): Locator {
    return this.page.getByRole("region", { name: "Record" });
  }

  /** By the keyboard alone, as one does who has no hand free for a mouse. */
  async press(name: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    await within.getByRole("button", { name }).press("Enter");
  }

  async confirm(action: string): Promise<void> {
    await this.press(action, this.page.getByRole("dialog"));
  }
}

function operatorLink(link: string): string {
  const url = new URL(link);
  url.pathname = url.pathname.replace("/booth/", "/operator/");
  url.search = "lang=en";
  return `${url.href}&o=${randomBytes(16).toString("base64url")}`;
}
