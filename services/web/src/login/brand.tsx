import './brand.css';

/** Shows the logo and the product name. */
export function Brand() {
  return (
    <div className="brand">
      <img src="/favicon.svg" alt="" width="32" height="32" />
      <span>KCS Chat</span>
    </div>
  );
}
