// SPDX-License-Identifier: MIT
// gpt: writes a GUID partition table, its backup and a protective MBR into a disk image.
//
// usage: gpt IMAGE DISK-GUID BOOT-CODE <PARTITIONS
// A partition is a line: FIRST-SECTOR SECTORS TYPE-GUID GUID ATTRIBUTES(hex) NAME(ASCII, up to 36). The image must
// have its final size; sectors are 512 bytes. BOOT-CODE (at most 440 bytes) goes into the MBR.
// Format: UEFI specification 2.10, section 5.3.

#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define SECTOR 512
#define ENTRIES 128
#define ENTRY_SIZE 128
#define TABLE_SECTORS (ENTRIES * ENTRY_SIZE / SECTOR)

static void le32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

static void le64(unsigned char *p, uint64_t v)
{
	le32(p, (uint32_t)v);
	le32(p + 4, (uint32_t)(v >> 32));
}

static uint32_t crc32(const unsigned char *p, size_t n)
{
	uint32_t c = 0xffffffff;

	while (n--) {
		c ^= *p++;
		for (int i = 0; i < 8; i++)
			c = (c >> 1) ^ (0xedb88320 & (0 - (c & 1)));
	}
	return ~c;
}

// The text form's first three fields are stored little-endian, the rest in order (appendix A).
static int guid(unsigned char out[16], const char *text)
{
	static const int at[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	int n = 0;

	for (; *text && n < 16; text++) {
		unsigned int byte;

		if (*text == '-')
			continue;
		if (sscanf(text, "%2x", &byte) != 1)
			return -1;
		out[at[n++]] = (unsigned char)byte;
		text++;
	}
	return n == 16 && !*text ? 0 : -1;
}

static int read_entries(unsigned char *table, uint64_t last)
{
	char line[512], type[64], id[64], name[64];
	unsigned long long first, count, attributes;
	int n = 0;

	while (fgets(line, sizeof(line), stdin)) {
		unsigned char *e = table + n * ENTRY_SIZE;

		if (n == ENTRIES ||
			sscanf(line, "%llu %llu %63s %63s %llx %36s", &first, &count, type, id,
				&attributes, name) != 6)
			return -1;
		if (guid(e, type) || guid(e + 16, id) || !count || first < 2 + TABLE_SECTORS ||
			first > last || count - 1 > last - first)
			return -1;
		le64(e + 32, first);
		le64(e + 40, first + count - 1);
		le64(e + 48, attributes);
		for (size_t i = 0; name[i]; i++)
			e[56 + 2 * i] = (unsigned char)name[i];
		n++;
	}
	return n ? 0 : -1;
}

static void header(unsigned char *h, uint64_t here, uint64_t other, uint64_t table,
	uint64_t sectors, const unsigned char *disk, uint32_t table_crc)
{
	memset(h, 0, SECTOR);
	memcpy(h, "EFI PART\0\0\1\0", 12);
	le32(h + 12, 92);
	le64(h + 24, here);
	le64(h + 32, other);
	le64(h + 40, 2 + TABLE_SECTORS);
	le64(h + 48, sectors - 2 - TABLE_SECTORS);
	memcpy(h + 56, disk, 16);
	le64(h + 72, table);
	le32(h + 80, ENTRIES);
	le32(h + 84, ENTRY_SIZE);
	le32(h + 88, table_crc);
	le32(h + 16, crc32(h, 92));
}

static int protective_mbr(unsigned char *mbr, const char *boot_code, uint64_t sectors)
{
	FILE *in = fopen(boot_code, "rb");
	size_t n;

	if (!in)
		return -1;
	n = fread(mbr, 1, 441, in);
	fclose(in);
	if (!n || n > 440)
		return -1;
	memcpy(mbr + 446, "\0\0\2\0\xee\xff\xff\xff\1\0\0\0", 12);
	le32(mbr + 458, sectors - 1 > 0xffffffff ? 0xffffffff : (uint32_t)(sectors - 1));
	mbr[510] = 0x55;
	mbr[511] = 0xaa;
	return 0;
}

static int put(FILE *out, uint64_t sector, const void *data, size_t size)
{
	return fseeko(out, (off_t)(sector * SECTOR), SEEK_SET) || fwrite(data, size, 1, out) != 1
		? -1
		: 0;
}

int main(int argc, char **argv)
{
	static unsigned char table[ENTRIES * ENTRY_SIZE];
	unsigned char mbr[SECTOR] = { 0 }, h[SECTOR], disk[16];
	uint64_t sectors;
	uint32_t crc;
	FILE *out;
	int bad;

	if (argc != 4) {
		fputs("usage: gpt IMAGE DISK-GUID BOOT-CODE <PARTITIONS\n", stderr);
		return 2;
	}
	out = fopen(argv[1], "r+b");
	if (!out || fseeko(out, 0, SEEK_END)) {
		perror(argv[1]);
		return 3;
	}
	sectors = (uint64_t)ftello(out) / SECTOR;
	if (sectors < 4 * TABLE_SECTORS || guid(disk, argv[2]) ||
		read_entries(table, sectors - 2 - TABLE_SECTORS) ||
	    protective_mbr(mbr, argv[3], sectors)) {
		fprintf(stderr, "gpt: %s: the partitions, GUID or boot code do not fit\n", argv[1]);
		return 3;
	}
	crc = crc32(table, sizeof(table));
	bad = put(out, 0, mbr, SECTOR);
	header(h, 1, sectors - 1, 2, sectors, disk, crc);
	bad |= put(out, 1, h, SECTOR) | put(out, 2, table, sizeof(table));
	header(h, sectors - 1, 1, sectors - 1 - TABLE_SECTORS, sectors, disk, crc);
	bad |= put(out, sectors - 1 - TABLE_SECTORS, table, sizeof(table)) |
		put(out, sectors - 1, h, SECTOR);
	if (fclose(out) || bad) {
		perror(argv[1]);
		return 3;
	}
	return 0;
}
