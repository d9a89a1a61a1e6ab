package test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
)

// operate runs a command of an operator against a service: by its own program, or by the one that has all.
func (d *deployment) operate(service string, args ...string) string {
	p := d.host(service)
	run := exec.Command(filepath.Join(binaries, p.name), args...)
	run.Env = append(os.Environ(), p.env...)
	if p.name == "meedoen" {
		run.Args = append(run.Args, "--data", d.data)
	}
	out, err := run.CombinedOutput()
	require.NoError(d.t, err, "%s", out)
	return string(out)
}

func TestOperatorCountsAnewWhileCallersRecord(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		l := startHeldLoad(d)
		for _, percent := range []int{20, 50, 80} {
			l.proceed(percent)
			require.Contains(t, d.operate("reporting", "rebuild"), "100", "progress to the end")
		}
		l.finish()
		require.Contains(t, d.operate("reporting", "rebuild"), "None differs in any year.")
	}, oneProcess, apart)
}

func TestOperatorHasEventsSentAgainThatAStreamLost(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		l := startLoad(d)
		l.finish()
		want := d.figures()
		sent := d.operate("activities", "outbox", "resend", "--since", "2h")
		require.Contains(t, sent, "activities")
		require.Equal(t, want, d.figures(), "what is sent again is not counted again")
	}, oneProcess, apart)
}

func TestOperatorSeesAndDropsAnEventThatCannotBeHandled(t *testing.T) {
	deployments(t, func(t *testing.T, d *deployment) {
		conn := d.nats.Connect()
		message := cloudevent.ToNATS(natsx.Subject("activities", "head-count", "saved", "x"), cloudevent.Event{
			ID: "poison", Source: "urn:nld:oin:00000099000000000000:systeem:test", DataContentType: cloudevent.ProtobufType,
			Type: "nl.welzijn.activities.head-count-saved.v1", Subject: "x", Data: []byte("no message"),
		})
		startLoad(d).finish()
		publish(t, conn, message)
		list := func() (letters []map[string]any) {
			require.NoError(t, json.Unmarshal([]byte(d.operate("reporting", "deadletters", "list", "--json")), &letters))
			return letters
		}
		require.Eventually(t, func() bool { return len(list()) == 1 }, patience, pause)
		require.Equal(t, "poison", list()[0]["id"])
		d.operate("reporting", "deadletters", "drop", "poison", "--yes")
		require.Empty(t, list())
	}, oneProcessServers, apart)
}

func publish(t *testing.T, conn *natsx.Conn, message *nats.Msg) {
	_, err := conn.JS.PublishMsg(context.WithoutCancel(t.Context()), message)
	require.NoError(t, err)
}
