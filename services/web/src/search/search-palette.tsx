import { LIMITS } from '@kcs/contracts';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { isComposing } from '../ui/is-composing.ts';
import { ListNote } from '../ui/list-text.tsx';
import { Spinner } from '../ui/spinner.tsx';
import type { PaletteOption } from './palette-option.ts';
import { PaletteRow } from './palette-row.tsx';
import { describeResults } from './results-text.ts';
import { SearchHelp } from './search-help.tsx';
import { useChooseOption } from './use-choose-option.ts';
import { usePaletteSections } from './use-palette-sections.ts';
import './search-palette.css';

interface SearchPaletteProps {
  /** The text in the search field when the palette opens. */
  readonly initialText: string;
  readonly onClose: () => void;
}

/**
 * Shows a dialog that searches conversations, people, and messages. The dialog works as a combobox: the focus stays in
 * the search field, the arrow keys select a result, and Enter opens the selected result. The first result is selected
 * initially.
 */
export function SearchPalette({ initialText, onClose }: SearchPaletteProps) {
  const paletteId = useId();
  const searchFieldRef = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(initialText);
  const query = text.trim();
  const { sections, isSearching } = usePaletteSections(query);
  const chooseOption = useChooseOption(onClose);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const paletteOptions = sections.flatMap((section) => section.options);
  const activeOptionIndex = Math.max(
    0,
    paletteOptions.findIndex(({ key }) => key === activeKey),
  );
  const activeOption = paletteOptions[activeOptionIndex];
  const getOptionId = ({ key }: PaletteOption) => `${paletteId}-${key}`;

  const changeSearchText = (changed: string) => {
    setText(changed);
    setActiveKey(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const indexStep = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (indexStep === 0 && event.key !== 'Enter') return;
    event.preventDefault();
    if (indexStep === 0 && activeOption) chooseOption(activeOption);
    const nextOption =
      paletteOptions[(activeOptionIndex + indexStep + paletteOptions.length) % paletteOptions.length];
    if (indexStep !== 0 && nextOption) setActiveKey(nextOption.key);
  };
  const appendToQuery = (addition: string) => {
    changeSearchText(`${text.trimEnd()} ${addition}`.trimStart());
    searchFieldRef.current?.focus();
  };

  return (
    <Dialog title="Search" className="palette" onClose={onClose}>
      <div className="palette-field">
        <Search aria-hidden="true" />
        <input
          ref={searchFieldRef}
          type="text"
          role="combobox"
          inputMode="search"
          enterKeyHint="go"
          autoComplete="off"
          dir="auto"
          aria-label="Search conversations, people, and messages"
          placeholder="Conversations, people, messages"
          aria-autocomplete="list"
          aria-expanded={paletteOptions.length > 0}
          aria-controls={`${paletteId}-list`}
          aria-activedescendant={activeOption ? getOptionId(activeOption) : undefined}
          aria-describedby={query === '' ? `${paletteId}-help` : undefined}
          maxLength={LIMITS.SEARCH_QUERY_CODE_POINTS}
          value={text}
          onChange={(event) => changeSearchText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {isSearching ? <Spinner /> : null}
      </div>
      <div className="palette-results">
        {/* Keep the focus in the search field when the user clicks a result. */}
        <div
          id={`${paletteId}-list`}
          role="listbox"
          aria-label="Search results"
          onMouseDown={(event) => event.preventDefault()}
        >
          {sections.map(({ heading, options, problem }) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset is not allowed in a list box
            <div key={heading} role="group" aria-label={heading}>
              <div className="palette-heading" aria-hidden="true">
                {heading}
              </div>
              {problem ? <ListNote>{problem}</ListNote> : null}
              {options.map((option) => (
                <PaletteRow
                  key={option.key}
                  id={getOptionId(option)}
                  option={option}
                  isActive={option === activeOption}
                  onChoose={chooseOption}
                />
              ))}
            </div>
          ))}
        </div>
        {sections.length === 0 && query !== '' && !isSearching ? (
          <ListNote>Nothing found. Try other words.</ListNote>
        ) : null}
        {query === '' ? <SearchHelp id={`${paletteId}-help`} onInsert={appendToQuery} /> : null}
      </div>
      <div className="visually-hidden" role="status">
        {query === '' || isSearching ? '' : describeResults(sections)}
      </div>
    </Dialog>
  );
}
