package cloudevent_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
)

func TestWhatSaysThatItIsNotKeptIsNotRead(t *testing.T) {
	const id = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-"
	for parent, kept := range map[string]bool{
		id + "01": true, id + "03": true, id + "0f": true, id + "00": false, id + "02": false, "": false, "00-1": false,
		"cc" + id[2:] + "00-more": true,
	} {
		require.Equal(t, kept, cloudevent.Event{TraceParent: parent}.MayBeSampled(), parent)
	}
}
