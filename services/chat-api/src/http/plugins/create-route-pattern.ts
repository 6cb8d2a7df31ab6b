/** Returns a regular expression that matches the paths of a route. The route's `url` may have `:parameters`. */
export const createRoutePattern = (url: string): RegExp => {
  const pathPatternParts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${pathPatternParts.join('/')}$`);
};
