CREATE DATABASE posthog OWNER posthog
