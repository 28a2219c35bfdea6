export interface BucketStoreOptions {
  /** `https://s3.eu-central-1.amazonaws.com`, or any server that speaks its language. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Default: `us-east-1`, which servers that know no regions take. */
  readonly region?: string | undefined;
  /** In front of every key, with or without a slash at its end. Default: none. */
  readonly prefix?: string | undefined;
  /** At which the bucket itself is served: the prefix follows it. */
  readonly publicBaseUrl: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of keys that are lent for a while. */
  readonly sessionToken?: string | undefined;
  /** Whether the bucket stands in the path, not in the host's name. Default: true, which most servers take. */
  readonly forcePathStyle?: boolean | undefined;
}
