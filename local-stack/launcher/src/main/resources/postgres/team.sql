INSERT INTO posthog_organization (id, name, is_ai_training_opted_in)
VALUES ('01890000-0000-7000-8000-000000000001', 'Local organization', false)
ON CONFLICT DO NOTHING;

INSERT INTO posthog_team (
    id, organization_id, name, api_token,
    session_recording_opt_in, capture_console_log_opt_in, session_recording_retention_period
)
VALUES (
    1, '01890000-0000-7000-8000-000000000001', 'Local team', 'phc_local_test_token',
    true, true, '30d'
)
ON CONFLICT DO NOTHING;

-- The next team that is added without an id gets one that is free.
SELECT setval(pg_get_serial_sequence('posthog_team', 'id'), max(id)) FROM posthog_team;
