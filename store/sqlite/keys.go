package sqlite

import (
	"context"
	"slices"
	"sync"
)

// keyLocks makes works that concern the same thing wait for each other, first
// come, first served.
type keyLocks struct {
	mu   sync.Mutex
	held map[projectKey]*keyLock
}

type projectKey struct{ project, key string }

type keyLock struct {
	token chan struct{} // holds one value while the key is locked
	users int           // who hold it or wait for it
}

// lock locks all keys of project, in one order so that no two works wait for
// each other in a ring. unlock must be called if err is nil.
func (l *keyLocks) lock(ctx context.Context, project string, keys []string) (unlock func(), err error) {
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	for i, k := range keys {
		lock := l.join(projectKey{project, k})
		select {
		case lock.token <- struct{}{}:
		case <-ctx.Done():
			l.leave(projectKey{project, k}, false)
			l.unlock(project, keys[:i])
			return nil, context.Cause(ctx)
		}
	}
	return func() { l.unlock(project, keys) }, nil
}

func (l *keyLocks) unlock(project string, keys []string) {
	for _, k := range keys {
		l.leave(projectKey{project, k}, true)
	}
}

func (l *keyLocks) join(k projectKey) *keyLock {
	l.mu.Lock()
	defer l.mu.Unlock()
	lock := l.held[k]
	if lock == nil {
		lock = &keyLock{token: make(chan struct{}, 1)}
		if l.held == nil {
			l.held = map[projectKey]*keyLock{}
		}
		l.held[k] = lock
	}
	lock.users++
	return lock
}

func (l *keyLocks) leave(k projectKey, held bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	lock := l.held[k]
	if held {
		<-lock.token
	}
	if lock.users--; lock.users == 0 {
		delete(l.held, k)
	}
}
