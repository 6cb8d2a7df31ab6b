import { Moon, Sun } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { useTheme } from './theme.ts';

export function ThemeToggle() {
  const { theme, toggleTheme } = useTheme();
  const buttonLabel = theme === 'dark' ? 'Switch to the light theme' : 'Switch to the dark theme';
  return <IconButton icon={theme === 'dark' ? Sun : Moon} label={buttonLabel} onClick={toggleTheme} />;
}
