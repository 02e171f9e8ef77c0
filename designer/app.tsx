import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { IconSearchOff } from '@tabler/icons-react';
import { QueryClientProvider } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { createBrowserRouter, Navigate, RouterProvider } from 'react-router';
import { createQueryClient } from './api/query-client.ts';
import { Notice } from './elements/notice.tsx';
import { AppFrame } from './frame/app-frame.tsx';
import { areas } from './frame/areas.ts';
import { CrashPage } from './frame/crash-page.tsx';
import { LaterPage } from './frame/later-page.tsx';
import { Page } from './frame/page.tsx';
import { SignedIn } from './frame/session.tsx';
import { SignInPage } from './frame/sign-in-page.tsx';
import { MessagePage } from './messages/message-page.tsx';
import { MessagesPage } from './messages/messages-page.tsx';
import { RecordPage } from './records/record-page.tsx';
import { RecordsPage } from './records/records-page.tsx';
import { RunsPage } from './runs/runs-page.tsx';
import { SettingsPage } from './settings/settings-page.tsx';
import { theme } from './theme/theme.ts';
import { WorkflowsPage } from './workflows/workflows-page.tsx';

function NoSuchPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('problem.missing')}>
      <Notice icon={IconSearchOff} tone="grey" title={t('problem.missing')}>
        <p>{t('problem.missingHelp')}</p>
      </Notice>
    </Page>
  );
}

const router = createBrowserRouter([
  { path: '/sign-in', element: <SignInPage />, errorElement: <CrashPage /> },
  {
    element: (
      <SignedIn>
        <AppFrame />
      </SignedIn>
    ),
    errorElement: <CrashPage />,
    hydrateFallbackElement: <span />,
    children: [
      { path: '/', element: <Navigate to="/workflows" replace /> },
      { path: '/workflows', element: <WorkflowsPage /> },
      {
        path: '/workflows/:key',
        lazy: async () => ({ Component: (await import('./workflows/workflow-page.tsx')).WorkflowPage }),
      },
      {
        path: '/library',
        lazy: async () => ({ Component: (await import('./workflows/library-page.tsx')).LibraryPage }),
      },
      { path: '/runs', element: <RunsPage /> },
      { path: '/runs/:id', lazy: async () => ({ Component: (await import('./runs/run-page.tsx')).RunPage }) },
      {
        path: '/approvals',
        lazy: async () => ({ Component: (await import('./approvals/approvals-page.tsx')).ApprovalsPage }),
      },
      {
        path: '/approvals/:id',
        lazy: async () => ({ Component: (await import('./approvals/approval-page.tsx')).ApprovalPage }),
      },
      {
        path: '/absences',
        lazy: async () => ({ Component: (await import('./absences/absences-page.tsx')).AbsencesPage }),
      },
      { path: '/tasks', lazy: async () => ({ Component: (await import('./tasks/tasks-page.tsx')).TasksPage }) },
      { path: '/calendar', lazy: async () => ({ Component: (await import('./agenda/agenda-page.tsx')).AgendaPage }) },
      { path: '/messages', element: <MessagesPage /> },
      { path: '/messages/:id', element: <MessagePage /> },
      { path: '/records', element: <Navigate to="/records/lead" replace /> },
      { path: '/records/:type', element: <RecordsPage /> },
      { path: '/records/:type/:id', element: <RecordPage /> },
      { path: '/board', lazy: async () => ({ Component: (await import('./clocks/board-page.tsx')).BoardPage }) },
      { path: '/reports', lazy: async () => ({ Component: (await import('./reports/reports-page.tsx')).ReportsPage }) },
      {
        path: '/reports/cases',
        lazy: async () => ({ Component: (await import('./reports/case-report-page.tsx')).CaseReportPage }),
      },
      { path: '/settings', element: <SettingsPage /> },
      {
        path: '/settings/service-levels/:key',
        lazy: async () => ({ Component: (await import('./service-levels/policy-page.tsx')).PolicyPage }),
      },
      {
        path: '/settings/calendars',
        lazy: async () => ({ Component: (await import('./calendars/calendars-page.tsx')).CalendarsPage }),
      },
      {
        path: '/settings/calendars/:key',
        lazy: async () => ({ Component: (await import('./calendars/calendar-page.tsx')).CalendarPage }),
      },
      ...areas.filter(({ later }) => later).map((area) => ({ path: area.path, element: <LaterPage area={area} /> })),
      { path: '*', element: <NoSuchPage /> },
    ],
  },
]);

const queryClient = createQueryClient();
const colorSchemeManager = localStorageColorSchemeManager({ key: 'cadenza-colour-scheme' });

/** The whole app: providers around the pages. */
export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={4} containerWidth={340} transitionDuration={120} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
