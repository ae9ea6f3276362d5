package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"brobygger/clock"
)

// A bot whose token Discord does not know is not kept trying: serve ends with
// what to do, and the token stands nowhere.
func TestServeEndsForABadDiscordToken(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bot hemmelig" {
			t.Errorf("%s asked with %q", r.URL.Path, r.Header.Get("Authorization"))
		}
		http.Error(w, `{"message": "401: Unauthorized", "code": 0}`, http.StatusUnauthorized)
	}))
	defer api.Close()
	p, _, err := demoProject(nil, nil, "", simPlatform(t))
	if err != nil {
		t.Fatal(err)
	}
	config := defaultConfig()
	config.Data, config.Listen = filepath.Join(t.TempDir(), "b.db"), "127.0.0.1:0"
	config.Projects = []ProjectConfig{{Settings: p.Settings, Discord: &DiscordConfig{Token: "hemmelig", Application: "1", APIURL: api.URL + "/api/"}}}
	var log lockedBuffer
	err = serve(t.Context(), config, clock.System{}, configuredAdapters, &log)
	if err == nil || !strings.Contains(err.Error(), "the bot's token is not valid; make a new one") {
		t.Errorf("ended with %v", err)
	}
	if said := log.String(); strings.Contains(said, "hemmelig") || !strings.Contains(said, "adapter stopped") {
		t.Errorf("log: %s", said)
	}
}
