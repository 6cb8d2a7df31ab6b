import type { Address } from './address.ts';

interface AddressLinkProps {
  /** The link text: the address as the sender wrote it. */
  readonly written: string;
  readonly address: Pick<Address, 'href' | 'realHost'>;
}

/** Shows a web address, email address, or telephone number as a link. Web addresses open in a new tab. */
export function AddressLink({ written, address }: AddressLinkProps) {
  const { href, realHost } = address;
  const isWebAddress = /^https?:/.test(href);
  return (
    <>
      <a href={href} dir="ltr" tabIndex={-1} {...(isWebAddress && { target: '_blank', rel: 'noreferrer' })}>
        {written}
      </a>
      {realHost === undefined ? null : (
        <bdi className="real-host" dir="ltr">
          {` (${realHost})`}
        </bdi>
      )}
    </>
  );
}
