package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// body is a head count as the suite has it.
const body = `{"locationId": "` + locationID + `", "programmeId": "` + programmeID + `", "date": "2022-05-12", "count": 12,
	"partOfDay": "PART_OF_DAY_MORNING", "method": "COUNT_METHOD_TALLY"}`

// start runs the program on a folder until the test ends, and answers where it serves.
func start(t *testing.T, data string) (address string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- run(ctx, address, data, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal("it ended before it served:", err)
	case <-time.After(time.Minute):
		t.Fatal("it does not start")
	}
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return address
}

func post(t *testing.T, address, token, body string) (status int, answer map[string]any) {
	url := "http://" + address + "/api/collections/" + headCounts + "/records"
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewBufferString(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err, string(text))
	}
	return response.StatusCode, answer
}

func TestCountIsRecordedByWhoIsLoggedInWhereItBreaksNoRule(t *testing.T) {
	data := t.TempDir()
	address := start(t, data)
	token, err := os.ReadFile(filepath.Join(data, "token"))
	if err != nil {
		t.Fatal(err)
	}
	status, answer := post(t, address, "Bearer "+string(token), body)
	if status != http.StatusOK || answer["id"] == "" || answer["count"] != 12.0 || answer["locationId"] != locationID {
		t.Fatal(status, answer)
	}
	for name, c := range map[string]struct{ token, body string }{
		"nobody is logged in":  {"", body},
		"a place there is not": {string(token), `{"locationId": "none", ` + body[len(`{"locationId": "`+locationID+`", `):]},
		"too many":             {string(token), body[:len(body)-1] + `, "count": 10001}`},
	} {
		if status, answer := post(t, address, c.token, c.body); status != http.StatusBadRequest {
			t.Error(name, status, answer)
		}
	}

	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "data.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var id string
	var rows int
	if err := db.QueryRow("SELECT MAX(id), COUNT(*) FROM head_counts").Scan(&id, &rows); err != nil {
		t.Fatal(err)
	}
	if rows != 1 || id != answer["id"] {
		t.Fatal(rows, id, answer["id"])
	}
}
