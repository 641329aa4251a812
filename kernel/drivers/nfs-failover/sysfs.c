// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of /sys/kernel/nfs_failover/MAJOR:MINOR, as nfs-failover(4) describes
 * them.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/nfs_fs.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "watch.h"

#define INTERVAL_MIN 20
#define INTERVAL_MAX 60000
#define MISSES_MIN 2
#define MISSES_MAX 100
#define BACK_AFTER_MAX 86400
#define FASTER_MS_MAX 10000
#define FASTER_FOR_MAX 3600
#define FASTER_PAUSE_MAX 86400

static struct nfo_watch *to_watch(struct kobject *kobj)
{
	return container_of(kobj, struct nfo_watch, kobj);
}

static void watch_release(struct kobject *kobj)
{
	kfree(to_watch(kobj));
}

/* --- Texts from user space. They end at the first 0, so one within is refused. */

static int parse_number(const char *text, size_t size, unsigned int min, unsigned int max,
			unsigned int *number)
{
	unsigned int n;
	int error = strlen(text) == size ? kstrtouint(text, 10, &n) : -EINVAL;

	if (error)
		return error;
	if (n < min || n > max)
		return -ERANGE;
	*number = n;
	return 0;
}

static int parse_addresses(const char *text, size_t size, struct nfo_address *list,
			   unsigned int *count)
{
	return strlen(text) == size ? nfo_addresses(text, list, count) : -EINVAL;
}

/* --- Numbers */

static ssize_t set_number(struct nfo_watch *w, unsigned int *field, const char *buf, size_t size,
			  unsigned int min, unsigned int max)
{
	unsigned int n;
	int error = parse_number(buf, size, min, max, &n);

	if (error)
		return error;
	mutex_lock(&w->lock);
	WRITE_ONCE(*field, n);
	mutex_unlock(&w->lock);
	nfo_kick(w);
	return size;
}

/* A file with a number between min and max, that is kept in a field of the watch. */
#define NUMBER(name, field, min, max)                                                              \
	static ssize_t name##_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)   \
	{                                                                                          \
		return sysfs_emit(buf, "%u\n", READ_ONCE(to_watch(kobj)->field));                  \
	}                                                                                          \
	static ssize_t name##_store(struct kobject *kobj, struct kobj_attribute *attr,             \
				    const char *buf, size_t size)                                  \
	{                                                                                          \
		struct nfo_watch *w = to_watch(kobj);                                              \
                                                                                                   \
		return set_number(w, &w->field, buf, size, min, max);                              \
	}

NUMBER(interval_ms, terms.interval, INTERVAL_MIN, INTERVAL_MAX)
NUMBER(misses, terms.misses, MISSES_MIN, MISSES_MAX)
NUMBER(back_after, back_after, 0, BACK_AFTER_MAX)
NUMBER(faster_ms, latency.faster_ms, 1, FASTER_MS_MAX)
NUMBER(faster_for, latency.faster_for, 1, FASTER_FOR_MAX)
NUMBER(faster_pause, latency.faster_pause, 1, FASTER_PAUSE_MAX)

/* --- Policy */

static const char *const policies[] = {
	[NFO_MANUAL] = "manual",
	[NFO_DEATH] = "death",
	[NFO_LATENCY] = "latency",
};

static ssize_t policy_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", policies[READ_ONCE(to_watch(kobj)->policy)]);
}

static ssize_t policy_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			    size_t size)
{
	struct nfo_watch *w = to_watch(kobj);
	int n = sysfs_match_string(policies, buf);

	if (n < 0 || strlen(buf) != size)
		return -EINVAL;
	mutex_lock(&w->lock);
	WRITE_ONCE(w->policy, n);
	nfo_latency_anew(&w->latency);
	mutex_unlock(&w->lock);
	nfo_kick(w);
	return size;
}

/* --- Servers */

static ssize_t servers_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct nfo_watch *w = to_watch(kobj);
	unsigned int i;
	int n = 0;

	mutex_lock(&w->lock);
	for (i = 0; i < w->peers; i++)
		n += sysfs_emit_at(buf, n, "%s%s", i ? " " : "", w->peer[i]->name);
	mutex_unlock(&w->lock);
	return n + sysfs_emit_at(buf, n, "\n");
}

static ssize_t servers_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			     size_t size)
{
	struct nfo_watch *w = to_watch(kobj);
	struct nfo_address list[NFO_SERVERS_MAX];
	unsigned int count;
	int error = parse_addresses(buf, size, list, &count);

	if (!error)
		error = nfo_servers(w, list, count);
	return error ?: size;
}

static ssize_t states_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct nfo_watch *w = to_watch(kobj);
	unsigned int i;
	int n = 0;

	mutex_lock(&w->lock);
	for (i = 0; i < w->peers; i++)
		n += sysfs_emit_at(buf, n, "%s%s", i ? " " : "",
				   nfo_probe_word(&w->peer[i]->probe));
	mutex_unlock(&w->lock);
	return n + sysfs_emit_at(buf, n, "\n");
}

static ssize_t rtts_us_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct nfo_watch *w = to_watch(kobj);
	unsigned int i;
	int n = 0;

	mutex_lock(&w->lock);
	for (i = 0; i < w->peers; i++)
		n += sysfs_emit_at(buf, n, "%s%u", i ? " " : "", w->peer[i]->probe.rtt);
	mutex_unlock(&w->lock);
	return n + sysfs_emit_at(buf, n, "\n");
}

static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct nfo_watch *w = to_watch(kobj);
	const char *name;

	mutex_lock(&w->lock);
	name = !w->peers ? "off" : w->lost ? "lost" : "watching";
	mutex_unlock(&w->lock);
	return sysfs_emit(buf, "%s\n", name);
}

static ssize_t active_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct nfo_watch *w = to_watch(kobj);
	int n;

	mutex_lock(&w->lock);
	n = sysfs_emit(buf, "%s\n", w->peers ? w->peer[w->in_use]->name : "");
	mutex_unlock(&w->lock);
	return n;
}

/*
 * A move frees memory by a call that may allocate some.  Nobody must wait there for a
 * file system to be written to: that of a server that is dead would keep the lock.
 */
static ssize_t active_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			     size_t size)
{
	struct nfo_watch *w = to_watch(kobj);
	struct nfo_address list[NFO_SERVERS_MAX];
	unsigned int flags, count;
	int error = parse_addresses(buf, size, list, &count);

	if (error)
		return error;
	if (count != 1)
		return -EINVAL;
	flags = memalloc_noio_save();
	mutex_lock(&w->lock);
	error = nfo_use(w, &list[0]);
	mutex_unlock(&w->lock);
	memalloc_noio_restore(flags);
	return error ?: size;
}

static ssize_t moves_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct nfo_watch *w = to_watch(kobj);
	const struct nfo_moved *m;
	int n = 0;
	u64 i;

	mutex_lock(&w->lock);
	for (i = w->moves > NFO_MOVES_MAX ? w->moves - NFO_MOVES_MAX : 0; i < w->moves; i++) {
		m = &w->moved[i % NFO_MOVES_MAX];
		n += sysfs_emit_at(buf, n, "%llu %lld %s %s %s\n", i + 1, m->at, m->from, m->to,
				   m->why);
	}
	mutex_unlock(&w->lock);
	return n;
}

/* --- The files that are read */

/**
 * struct nfo_file - a file of the mount that probes read
 * @name: as it was written to sysfs
 * @handle: of the file
 * @length: bytes of the file
 */
struct nfo_file {
	char name[NFO_NAME_MAX];
	struct nfo_handle handle;
	u64 length;
};

/* Content of the file's begin; what is there after a hole of the server must not be half. */
static int read_begin(const struct path *path, u8 *data, size_t max)
{
	struct file *file = dentry_open(path, O_RDONLY | O_LARGEFILE, current_cred());
	loff_t at = 0;
	ssize_t n = 0;

	if (IS_ERR(file))
		return PTR_ERR(file);
	while (at < max) {
		n = kernel_read(file, data + at, max - at, &at);
		if (n <= 0)
			break;
	}
	fput(file);
	return n < 0 ? n : at;
}

static int take_file(struct nfo_file *f, const struct path *path)
{
	const struct inode *inode = d_inode(path->dentry);
	const struct nfs_fh *handle = NFS_FH(inode);

	/* What a file is stays, though its mode may be written now */
	if (!S_ISREG(data_race(inode->i_mode)) || !i_size_read(inode))
		return -EINVAL;
	if (handle->size > NFO_HANDLE_MAX)
		return -EOVERFLOW;
	f->handle.size = handle->size;
	memcpy(f->handle.data, handle->data, handle->size);
	f->length = i_size_read(inode);
	return 0;
}

/* Finds a file of the mount by the name that a process has for it; 0 or an error. */
static int find_file(struct nfo_watch *w, const char *buf, size_t size, struct nfo_file *f,
		     struct path *path)
{
	int error;

	if (strlen(buf) != size)
		return -EINVAL;
	if (strscpy(f->name, buf) < 0)
		return -ENAMETOOLONG;
	strreplace(f->name, '\n', 0);
	error = kern_path(f->name, LOOKUP_FOLLOW, path);
	if (error)
		return error;
	if (path->dentry->d_sb == w->server->super)
		error = take_file(f, path);
	else
		error = -EXDEV;
	if (error)
		path_put(path);
	return error;
}

static ssize_t identity_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct nfo_watch *w = to_watch(kobj);
	int n;

	mutex_lock(&w->lock);
	n = sysfs_emit(buf, "%s\n", w->identity);
	mutex_unlock(&w->lock);
	return n;
}

static int set_identity(struct nfo_watch *w, const struct nfo_file *f, const u8 *data, int size)
{
	int error = 0;

	mutex_lock(&w->lock);
	if (w->peers) {
		error = -EBUSY;
	} else {
		strscpy(w->identity, f->name);
		w->terms.identity = f->handle;
		memcpy(w->terms.identity_data, data, size);
		w->terms.identity_size = size;
	}
	mutex_unlock(&w->lock);
	return error;
}

static ssize_t identity_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			      size_t size)
{
	struct nfo_watch *w = to_watch(kobj);
	struct nfo_file *f = kzalloc(sizeof(*f), GFP_KERNEL);
	u8 *data = kmalloc(NFO_DATA_MAX, GFP_KERNEL);
	struct path path;
	int error = -ENOMEM;

	if (!f || !data)
		goto out;
	error = find_file(w, buf, size, f, &path);
	if (error)
		goto out;
	error = read_begin(&path, data, NFO_DATA_MAX);
	path_put(&path);
	if (error > 0)
		error = set_identity(w, f, data, error);
	else if (!error)
		error = -ENODATA;
out:
	kfree(data);
	kfree(f);
	return error ?: size;
}

static ssize_t sample_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct nfo_watch *w = to_watch(kobj);
	int n;

	mutex_lock(&w->lock);
	n = sysfs_emit(buf, "%s\n", w->sample);
	mutex_unlock(&w->lock);
	return n;
}

static ssize_t sample_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			    size_t size)
{
	struct nfo_watch *w = to_watch(kobj);
	struct nfo_file *f = kzalloc(sizeof(*f), GFP_KERNEL);
	struct path path;
	int error;

	if (!f)
		return -ENOMEM;
	error = find_file(w, buf, size, f, &path);
	if (!error) {
		path_put(&path);
		mutex_lock(&w->lock);
		strscpy(w->sample, f->name);
		w->terms.sample = f->handle;
		w->terms.sample_length = f->length;
		mutex_unlock(&w->lock);
	}
	kfree(f);
	return error ?: size;
}

#define RW(name) static struct kobj_attribute name##_attr = __ATTR_RW_MODE(name, 0644)
#define RO(name) static struct kobj_attribute name##_attr = __ATTR_RO(name)

RW(identity);
RW(sample);
RW(servers);
RW(active);
RW(policy);
RW(interval_ms);
RW(misses);
RW(back_after);
RW(faster_ms);
RW(faster_for);
RW(faster_pause);
RO(state);
RO(states);
RO(rtts_us);
RO(moves);

static struct attribute *watch_attrs[] = {
	/* what it is told */
	&identity_attr.attr,
	&sample_attr.attr,
	&servers_attr.attr,
	&active_attr.attr,
	&policy_attr.attr,
	&interval_ms_attr.attr,
	&misses_attr.attr,
	&back_after_attr.attr,
	&faster_ms_attr.attr,
	&faster_for_attr.attr,
	&faster_pause_attr.attr,
	/* what it says */
	&state_attr.attr,
	&states_attr.attr,
	&rtts_us_attr.attr,
	&moves_attr.attr,
	NULL,
};
ATTRIBUTE_GROUPS(watch);

const struct kobj_type nfo_ktype = {
	.release = watch_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = watch_groups,
};
