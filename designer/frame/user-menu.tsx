import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconBeach, IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { tellProblem } from '../elements/tell.tsx';
import { chooseLanguage, type Language, languages } from '../i18n/i18n.ts';
import { useSession, useSignOut } from './session.tsx';
import { useMay } from './use-may.ts';

const schemes = [
  { key: 'light', icon: IconSun },
  { key: 'dark', icon: IconMoon },
  { key: 'auto', icon: IconDeviceDesktop },
] as const;

/** Each language under its own name. */
const languageNames = { en: 'English', pl: 'Polski' } as const;

/** The way to one's absences. */
function AwayItem() {
  const { t } = useTranslation();
  const may = useMay('absence:edit');
  if (!may) return null;
  return (
    <Menu.Item component={Link} to="/absences" leftSection={<IconBeach size={15} stroke={1.5} aria-hidden />}>
      {t('user.absences')}
    </Menu.Item>
  );
}

/** Absences, language, colours and the way out. */
export function UserMenu() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <ActionIcon variant="default" size={34} aria-label={t('user.menu', { name: session?.user.name ?? '' })}>
          <IconUserCircle size={19} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session?.user.name}</Menu.Label>
        <Menu.Label>{session?.user.email}</Menu.Label>
        <AwayItem />
        <Menu.Divider />
        <Menu.Label>{t('user.language')}</Menu.Label>
        <Menu.RadioGroup value={i18n.language} onChange={(language) => chooseLanguage(language as Language)}>
          {languages.map((language) => (
            <Menu.RadioItem key={language} value={language} lang={language}>
              {languageNames[language]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('user.theme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
          {schemes.map(({ key, icon: Picture }) => (
            <Menu.RadioItem
              key={key}
              value={key}
              rightSection={<Picture size={15} stroke={1.5} aria-hidden className="soft" />}
            >
              {t(`user.scheme.${key}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={15} stroke={1.5} aria-hidden />}
          onClick={() => void signOut().catch(tellProblem)}
        >
          {t('user.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
