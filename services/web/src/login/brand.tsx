import './brand.css';

export function Brand() {
  return (
    <div className="brand">
      <img src="/favicon.svg" alt="" width="32" height="32" />
      <span>KCS Chat</span>
    </div>
  );
}
