CREATE TABLE IF NOT EXISTS posthog_organization (
    id uuid PRIMARY KEY,
    name text,
    is_ai_training_opted_in boolean
);

CREATE TABLE IF NOT EXISTS posthog_team (
    id serial PRIMARY KEY,
    organization_id uuid,
    name text,
    api_token text UNIQUE,
    session_recording_opt_in boolean NOT NULL,
    capture_console_log_opt_in boolean,
    session_recording_retention_period text
);
