import path from 'node:path';
import type { Duration } from '../units/duration';
import { type Ini, renderIni } from '../formats/ini';
import { PASSWORD_FILES } from '../names/paths';
import { type ConfigurationFolder, versionedFolder } from '../formats/versioned-file';

/** Where a Grafana runs, and what it shows. */
export interface GrafanaSettings {
  readonly clusterName: string;
  /** Dashboards by the names of their files. */
  readonly dashboards: Readonly<Record<string, object>>;
  /** URL of Prometheus for Grafana. */
  readonly prometheus: string;
  /** Prometheus' interval. */
  readonly interval: Duration;
  /** URL of Grafana for people. */
  readonly address: string;
  readonly port: number;
  /** Folder of the configuration volume. */
  readonly configuration: string;
  /** Folder of the administrator's password. */
  readonly secrets: string;
}

/** Name of who logs in. */
export const GRAFANA_ADMINISTRATOR = 'admin';

/** Files in Grafana's folder. */
export const GRAFANA_FILES = { settings: 'grafana.ini', provisioning: 'provisioning' } as const;

const HOME = 'cluster';

/** What Grafana is started with: its settings, its data source and its dashboards. */
export const grafanaFolder = (settings: GrafanaSettings): ConfigurationFolder =>
  versionedFolder('grafana', (name) => {
    const boards = path.posix.join(settings.configuration, name, 'dashboards');
    return {
      [GRAFANA_FILES.settings]: renderIni(settingsFile(settings, path.posix.join(boards, `${HOME}.json`))),
      ...Object.fromEntries(
        Object.entries(provisioning(settings, boards)).map(([file, value]) => [
          `${GRAFANA_FILES.provisioning}/${file}`,
          JSON.stringify(value),
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(settings.dashboards).map(([board, value]) => [
          `dashboards/${board}.json`,
          JSON.stringify(value),
        ]),
      ),
    };
  });

/** It knows nobody but its administrator, calls nobody, and installs nothing. */
function settingsFile(settings: GrafanaSettings, home: string): Ini {
  const password = `$__file{${path.posix.join(settings.secrets, PASSWORD_FILES.password)}}`;
  return {
    server: { http_addr: '0.0.0.0', http_port: settings.port, root_url: `${settings.address}/` },
    security: {
      admin_user: GRAFANA_ADMINISTRATOR,
      admin_password: password,
      // Otherwise one that everybody knows. What it guards is made anew at every start, as the password is read anew.
      secret_key: password,
      cookie_samesite: 'strict',
      disable_gravatar: true,
    },
    auth: { login_cookie_name: `grafana_session_${settings.clusterName}` },
    'auth.anonymous': { enabled: false },
    users: { allow_sign_up: false, allow_org_create: false, default_theme: 'system' },
    dashboards: { default_home_dashboard_path: home },
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    news: { news_feed_enabled: false },
    plugins: {
      plugin_admin_enabled: false,
      preinstall_disabled: true,
      preinstall_auto_update: false,
      public_key_retrieval_disabled: true,
    },
    snapshots: { enabled: false, external_enabled: false },
    public_dashboards: { enabled: false },
    // Prometheus has the alerts.
    unified_alerting: { enabled: false },
    log: { mode: 'console', level: 'warn' },
  };
}

/** Files that Grafana reads at its start, each in the folder of its kind; an empty kind would be warned about. */
function provisioning(settings: GrafanaSettings, boards: string): Readonly<Record<string, object>> {
  return {
    'datasources/prometheus.yml': {
      apiVersion: 1,
      datasources: [
        {
          name: 'Prometheus',
          uid: 'prometheus',
          type: 'prometheus',
          access: 'proxy',
          url: settings.prometheus,
          isDefault: true,
          editable: false,
          jsonData: { httpMethod: 'POST', timeInterval: `${settings.interval.milliseconds}ms` },
        },
      ],
    },
    'dashboards/kafka.yml': {
      apiVersion: 1,
      providers: [
        {
          name: 'kafka',
          folder: 'Kafka',
          type: 'file',
          disableDeletion: true,
          allowUiUpdates: false,
          options: { path: boards },
        },
      ],
    },
    'plugins/none.yml': { apiVersion: 1, apps: [] },
    'alerting/none.yml': { apiVersion: 1 },
  };
}
