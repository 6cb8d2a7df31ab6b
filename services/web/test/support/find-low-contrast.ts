/**
 * Returns a description of each visible text that has too little contrast against its background. Runs in the browser
 * page, so the function must not use anything outside its own body.
 */
export function findLowContrast(): string[] {
  // The minimum contrast ratio for WCAG 2 level AA.
  const minimum = 4.5;
  const minimumOfLargeText = 3;
  type Color = readonly [red: number, green: number, blue: number, alpha: number];
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The browser provides no 2D canvas context.');
  const parse = (color: string): Color => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top: Color, bottom: Color): Color => {
    const mix = (index: 0 | 1 | 2) => top[index] * top[3] + bottom[index] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = (color: Color): number => {
    const linear = (index: 0 | 1 | 2) => {
      const part = color[index] / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(0) + 0.7152 * linear(1) + 0.0722 * linear(2);
  };
  const backgroundOf = (element: Element | null): Color => {
    if (element === null) return [255, 255, 255, 1];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] >= 1 ? own : over(own, backgroundOf(element.parentElement));
  };
  const opacityOf = (element: Element | null): number =>
    element === null ? 1 : Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement);
  const problems: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '' || /^\p{Extended_Pictographic}/u.test(text)) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (element.closest('.visually-hidden, :disabled, script, style, noscript') !== null) continue;
    const style = getComputedStyle(element);
    const background = backgroundOf(element);
    const [red, green, blue, alpha] = parse(style.color);
    const color = over([red, green, blue, alpha * opacityOf(element)], background);
    const [darker = 0, lighter = 0] = [luminance(color), luminance(background)].sort((a, b) => a - b);
    const contrast = (lighter + 0.05) / (darker + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (isLarge ? minimumOfLargeText : minimum)) {
      problems.push(`${contrast.toFixed(2)} ${element.className || element.tagName} "${text.slice(0, 30)}"`);
    }
  }
  return problems;
}
