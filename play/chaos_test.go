package play

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// TestLinesInAnyOrder runs the lines of all.txtar in random orders, each time
// on after the first that fails: whatever a script says, nothing panics, and
// every error names its line.
func TestLinesInAnyOrder(t *testing.T) {
	data, err := os.ReadFile("testdata/all.txtar")
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(string(data), "\n-- ")
	lines := strings.Split(text, "\n")
	for seed := range uint64(10) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		rnd.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		f := newFake()
		for _, l := range lines {
			if rnd.IntN(3) == 0 && strings.HasPrefix(l, "press") {
				l = "together\n" + l + "\n" + strings.Replace(l, "leader ", "leader2 ", 1) + "\nend"
			}
			s, err := Parse("any", []byte(l))
			if err == nil {
				err = s.Run(t.Context(), f, &bytes.Buffer{})
			}
			if err != nil && !strings.HasPrefix(err.Error(), "any:") {
				t.Errorf("%q: %v", l, err)
			}
		}
	}
}
