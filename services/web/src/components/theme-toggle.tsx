import { Moon, Sun } from 'lucide-react';
import { useTheme } from '../hooks/use-theme.ts';
import { IconButton } from './icon-button.tsx';

export function ThemeToggle() {
  const { theme, toggle } = useTheme();
  const label = theme === 'dark' ? 'Use light colours' : 'Use dark colours';
  return <IconButton icon={theme === 'dark' ? Sun : Moon} label={label} onClick={toggle} />;
}
