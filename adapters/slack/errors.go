package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"brobygger/adapters"
)

// classes are Slack's error codes by what they mean for a delivery; see the
// lists under https://docs.slack.dev/reference/methods. A code that is not here
// is Temporary: it is tried for about a day and then shown to a person.
func classes() map[string]adapters.Class {
	return map[string]adapters.Class{
		"channel_not_found": adapters.Gone, "not_in_channel": adapters.Gone, "is_archived": adapters.Gone,
		"user_not_found": adapters.Gone, "users_not_found": adapters.Gone, "user_disabled": adapters.Gone, "user_not_visible": adapters.Gone,
		"cannot_dm_bot": adapters.Gone, "messages_tab_disabled": adapters.Gone, "user_not_in_channel": adapters.Gone,
		"message_not_found": adapters.Gone, "thread_not_found": adapters.Gone, "cannot_reply_to_message": adapters.Gone,
		"restricted_action": adapters.Gone, "restricted_action_read_only_channel": adapters.Gone, "restricted_action_thread_locked": adapters.Gone,

		"msg_too_long": adapters.Rejected, "msg_blocks_too_long": adapters.Rejected, "no_text": adapters.Rejected,
		"invalid_blocks": adapters.Rejected, "invalid_blocks_format": adapters.Rejected, "invalid_arguments": adapters.Rejected,
		"invalid_metadata_format": adapters.Rejected, "invalid_metadata_schema": adapters.Rejected, "metadata_too_large": adapters.Rejected,
		"cant_update_message": adapters.Rejected, "cant_delete_message": adapters.Rejected, "edit_window_closed": adapters.Rejected,
		"missing_scope": adapters.Rejected,

		"ratelimited": adapters.Limited, "rate_limited": adapters.Limited,

		// "It's possible some aspect of the operation succeeded before the error was raised."
		"internal_error": adapters.Unknown, "fatal_error": adapters.Unknown, "request_timeout": adapters.Unknown,
	}
}

// failed gives err from a call of method its class.
func failed(method string, err error) *adapters.Error {
	e := &adapters.Error{Class: adapters.Unknown, Err: fmt.Errorf("%s: %w", method, err)}
	if no, ok := errors.AsType[*denial](err); ok {
		class, known := classes()[no.code]
		switch {
		case no.status == http.StatusTooManyRequests, class == adapters.Limited:
			e.Class, e.After = adapters.Limited, max(no.after, time.Second)
		case known:
			e.Class = class
		case no.status == http.StatusServiceUnavailable, no.status < 500: // turned away before anything was done
			e.Class = adapters.Temporary
		}
		return e
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		e.Class = adapters.Temporary // never reached Slack
	}
	return e
}

// errorCode is Slack's own word for what went wrong, "" when Slack said none.
func errorCode(err error) string {
	if no, ok := errors.AsType[*denial](err); ok {
		return no.code
	}
	return ""
}

// clean takes addresses out of err: a response_url and the address of a socket
// are as good as a password.
func clean(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", e.Op, e.Err)
	}
	return err
}

// refusal gives, for an error after which trying again is of no use, the
// sentence an operator needs; nil for any other.
func refusal(err error) error {
	code := errorCode(err)
	if errors.Is(err, context.Canceled) || code == "" {
		return nil
	}
	what, ok := map[string]string{
		"invalid_auth":            "a token is not valid; copy slack.bot_token from \"OAuth & Permissions\" and slack.app_token from \"Basic Information\" of the app at https://api.slack.com/apps again",
		"not_authed":              "a token is empty; set slack.bot_token and slack.app_token",
		"account_inactive":        "the app has been removed from the workspace; install it again under \"Install App\" and copy the new bot token",
		"token_revoked":           "the token has been revoked; install the app again under \"Install App\" and copy the new tokens",
		"token_expired":           "the token has expired; turn \"Token rotation\" off for the app and install it again",
		"not_allowed_token_type":  "the tokens have been mixed up; slack.bot_token begins with xoxb-, slack.app_token with xapp-",
		"missing_scope":           "the app lacks a permission; paste the output of \"brobygger slack manifest\" into \"App Manifest\", and install the app again",
		"forbidden_team":          "the app may not connect for this workspace; install it again under \"Install App\"",
		"socket_mode_not_enabled": "Socket Mode is turned off; turn it on under \"Socket Mode\" of the app, or set slack.mode to http",
		"link_disabled":           "Socket Mode is turned off; turn it on under \"Socket Mode\" of the app, or set slack.mode to http",
		"team_access_not_granted": "the app may not use this workspace; ask the owner of the organisation to grant it",
		"org_login_required":      "the workspace is being moved into an organisation; start the bot again when that is done",
	}[code]
	if !ok {
		return nil
	}
	return fmt.Errorf("slack says %s: %s", code, what)
}

// fatal reports errors that concern the whole bot, wherever they were met.
func fatal(err error) bool {
	code := errorCode(err)
	return code != "missing_scope" && refusal(err) != nil
}

// paced is the error of a call that has not been made.
func paced(method string, wait time.Duration) error {
	return &adapters.Error{Class: adapters.Limited, After: wait, Err: fmt.Errorf("%s: not before %s", method, wait)}
}
