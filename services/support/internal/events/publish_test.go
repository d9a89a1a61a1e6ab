package events_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/outbox"
)

// update writes the golden events that are missing. One that is there is never written again: it stands for events that
// were published, and what was published does not change.
var update = flag.Bool("update", false, "write the golden events that are missing")

// golden is an event as it was once published, what it says, and what it is published from today.
type golden struct {
	file    string
	says    proto.Message
	today   outbox.Event
	noun    string
	subject string
}

func TestEventsOfThePastAreStillUnderstood(t *testing.T) {
	for _, g := range goldens() {
		t.Run(g.file, func(t *testing.T) {
			path := filepath.Join("testdata", g.file)
			if _, err := os.Stat(path); *update && os.IsNotExist(err) {
				data, err := proto.MarshalOptions{Deterministic: true}.Marshal(g.says)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(path, data, 0o644))
			}
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			got := g.says.ProtoReflect().New().Interface()
			require.NoError(t, proto.Unmarshal(data, got))
			require.Empty(t, got.ProtoReflect().GetUnknown(), "a field that was published has gone from the contract")
			require.True(t, proto.Equal(g.says, got), "want %v\ngot  %v", g.says, got)
		})
	}
}

func TestEveryGoldenEventIsChecked(t *testing.T) {
	files, err := os.ReadDir("testdata")
	require.NoError(t, err)
	var there, checked []string
	for _, file := range files {
		there = append(there, file.Name())
	}
	for _, g := range goldens() {
		checked = append(checked, g.file)
	}
	require.ElementsMatch(t, checked, there)
}

func TestEventsSayTheFullValue(t *testing.T) {
	for _, g := range goldens() {
		t.Run(g.file, func(t *testing.T) {
			require.True(t, proto.Equal(g.says, g.today.Data), "want %v\ngot  %v", g.says, g.today.Data)
			require.Equal(t, g.noun, g.today.Noun)
			require.Equal(t, g.subject, g.today.AggregateID)
		})
	}
}

func TestEventsNameNobody(t *testing.T) {
	for _, g := range goldens() {
		data, err := proto.Marshal(g.today.Data)
		require.NoError(t, err)
		require.False(t, strings.Contains(string(data), "anna"), g.file)
	}
}
