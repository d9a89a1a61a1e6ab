package program

import (
	"errors"
	"net"

	"google.golang.org/grpc/credentials"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/tlsx"
)

// Line is how a process talks to the other processes of the suite: over TLS 1.3, or without TLS. Nil: without.
type Line struct {
	certificate *tlsx.Certificate
	authorities *tlsx.Authorities
}

// OpenLine answers the line that cfg describes. The error is a *config.Error with everything that is wrong.
func OpenLine(cfg tlsx.Config, about About) (line *Line, err error) {
	log := about.earlyLog()
	line = &Line{}
	line.certificate, err = tlsx.OpenCertificate(cfg.Pair, tlsx.Options{
		Setting: "tls.certificate", Clock: clock.System(), Log: log,
	})
	if err != nil {
		return nil, err
	}
	line.authorities, err = tlsx.OpenAuthorities(cfg.CA, tlsx.Options{Setting: "tls.ca", Clock: clock.System(), Log: log})
	if err != nil {
		return nil, &config.Error{Problems: config.Check("ca", err)}
	}
	return line, nil
}

// Listener answers lis with what comes in secured, or lis itself where there is no TLS.
func (l *Line) Listener(lis net.Listener) net.Listener {
	if l == nil {
		return lis
	}
	return l.certificate.Inside(lis)
}

// Transport answers what secures the lines to other processes; nil: without TLS.
func (l *Line) Transport() credentials.TransportCredentials {
	if l == nil {
		return nil
	}
	return l.authorities.Credentials()
}

// Itself answers what secures a line to the process on this machine that has the same configuration; nil: without TLS.
func (l *Line) Itself() credentials.TransportCredentials {
	if l == nil || l.certificate == nil {
		return nil
	}
	return credentials.NewTLS(l.certificate.Itself())
}

// observe has metrics tell how long the certificates of the line count.
func (l *Line) observe(tel *telemetry.Telemetry) error {
	if l == nil {
		return nil
	}
	return errors.Join(l.certificate.Observe(tel.Meter), l.authorities.Observe(tel.Meter))
}
