// Package slack is the adapter for Slack.
package slack

// Platform is the name of the platform in accounts and places.
const Platform = "slack"
