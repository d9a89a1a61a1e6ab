package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// restCaller posts JSON over connections that stay open, one for each caller. The client of net/http would take as much of the
// processors as some of those that are measured.
type restCaller struct {
	address string
	path    string
	tokens  []string // one for each caller, over and over; none: nobody says who calls
	body    []byte
	asks    bool // each call has a request id of its own in the query
	lines   []*restLine
}

type restLine struct {
	conn   net.Conn
	reader *bufio.Reader
	out    bytes.Buffer
}

// post answers a call that posts the same body each time.
func (e *env) post(c restCaller) measure.Call {
	c.lines = make([]*restLine, most)
	e.defer_(func() {
		for _, l := range c.lines {
			if l != nil {
				_ = l.conn.Close() // of nothing that is waited for
			}
		}
	})
	return c.call
}

func (c restCaller) call(ctx context.Context, caller int) error {
	l := c.lines[caller]
	if l == nil {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, "tcp", c.address)
		if err != nil {
			return err
		}
		l = &restLine{conn: conn, reader: bufio.NewReader(conn)}
		c.lines[caller] = l
	}
	l.out.Reset()
	c.write(&l.out, caller)
	if _, err := l.conn.Write(l.out.Bytes()); err != nil {
		return err
	}
	return l.read()
}

// write writes a request of HTTP/1.1.
func (c restCaller) write(out *bytes.Buffer, caller int) {
	out.WriteString("POST " + c.path)
	if c.asks {
		out.WriteString("?requestId=" + ids.New())
	}
	out.WriteString(" HTTP/1.1\r\nHost: " + c.address + "\r\n")
	if len(c.tokens) > 0 {
		out.WriteString("Authorization: Bearer " + c.tokens[caller%len(c.tokens)] + "\r\n")
	}
	out.WriteString("Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: ")
	out.WriteString(strconv.Itoa(len(c.body)) + "\r\n\r\n")
	out.Write(c.body)
}

// read reads an answer to its end.
func (l *restLine) read() error {
	response, err := http.ReadResponse(l.reader, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusMultipleChoices {
		text, err := io.ReadAll(io.LimitReader(response.Body, 1000))
		return errors.Join(fmt.Errorf("%s: %s", response.Status, text), err)
	}
	if response.Close {
		return errors.New("the server closes the connection after an answer")
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

// headCountsPath is where head counts are made.
const headCountsPath = "/v1/head-counts"

// json answers what is recorded in every call, as REST has it.
func (p place) json() ([]byte, error) { return protojson.Marshal(p.count()) }
