/** Runs a script that defines a global variable, such as a prebuilt library. Rejects if the script cannot be loaded. */
export function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error(`${url} could not be loaded. Reload the page.`)));
    document.head.append(script);
  });
}
