/**
 * Returns a description of each visible text that has too little contrast with its background. Runs in the browser
 * page, so the function must not use anything outside its own body.
 */
export function findLowContrastTexts(): string[] {
  // The minimum contrast ratio for WCAG 2 level AA.
  const minimumContrast = 4.5;
  const minimumContrastOfLargeText = 3;
  type Color = readonly [red: number, green: number, blue: number, alpha: number];
  const canvasContext = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (canvasContext === null) throw new Error('The browser provides no 2D canvas context.');
  const parseColor = (color: string): Color => {
    canvasContext.clearRect(0, 0, 1, 1);
    canvasContext.fillStyle = color;
    canvasContext.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvasContext.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const blendColors = (top: Color, bottom: Color): Color => {
    const mixChannel = (index: 0 | 1 | 2) => top[index] * top[3] + bottom[index] * (1 - top[3]);
    return [mixChannel(0), mixChannel(1), mixChannel(2), 1];
  };
  const computeLuminance = (color: Color): number => {
    const computeLinearChannel = (index: 0 | 1 | 2) => {
      const channel = color[index] / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    };
    return (
      0.2126 * computeLinearChannel(0) + 0.7152 * computeLinearChannel(1) + 0.0722 * computeLinearChannel(2)
    );
  };
  const findBackgroundColor = (element: Element | null): Color => {
    if (element === null) return [255, 255, 255, 1];
    const elementBackgroundColor = parseColor(getComputedStyle(element).backgroundColor);
    return elementBackgroundColor[3] >= 1
      ? elementBackgroundColor
      : blendColors(elementBackgroundColor, findBackgroundColor(element.parentElement));
  };
  const computeOpacity = (element: Element | null): number =>
    element === null ? 1 : Number(getComputedStyle(element).opacity) * computeOpacity(element.parentElement);
  const lowContrastTexts: string[] = [];
  const textNodeWalker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = textNodeWalker.nextNode(); node !== null; node = textNodeWalker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '' || /^\p{Extended_Pictographic}/u.test(text)) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (element.closest('.visually-hidden, :disabled, script, style, noscript') !== null) continue;
    const computedStyle = getComputedStyle(element);
    const backgroundOfText = findBackgroundColor(element);
    const [red, green, blue, alpha] = parseColor(computedStyle.color);
    const visibleTextColor = blendColors(
      [red, green, blue, alpha * computeOpacity(element)],
      backgroundOfText,
    );
    const [darker = 0, lighter = 0] = [
      computeLuminance(visibleTextColor),
      computeLuminance(backgroundOfText),
    ].sort((a, b) => a - b);
    const contrast = (lighter + 0.05) / (darker + 0.05);
    const fontSizePx = Number.parseFloat(computedStyle.fontSize);
    const isLargeText = fontSizePx >= 24 || (fontSizePx >= 18.66 && Number(computedStyle.fontWeight) >= 700);
    if (contrast < (isLargeText ? minimumContrastOfLargeText : minimumContrast)) {
      lowContrastTexts.push(
        `${contrast.toFixed(2)} ${element.className || element.tagName} "${text.slice(0, 30)}"`,
      );
    }
  }
  return lowContrastTexts;
}
