package wording

import (
	"strings"
	"testing"

	"brobygger/chat"
)

// TestNoWork holds that what people say to a bot, and what they and their
// companies are called, puts no work in their mouths, in any line of business.
func TestNoWork(t *testing.T) {
	r := rules(t)
	for _, text := range lines(t, "da.nowork.txt") {
		for _, in := range append(r.catalogue.Industries(), r.catalogue.Industries()[0]) {
			got, err := r.In(in.ID).Read(t.Context(), text[0], chat.DA)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Tasks) > 0 {
				t.Errorf("%s: %q is read as %s", in.ID, text[0], strings.TrimSpace(shown(got)))
			}
		}
	}
}
